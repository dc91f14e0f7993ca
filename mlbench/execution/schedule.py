"""Which steps may start, by what they wait for and by how many may go at a time."""

from __future__ import annotations

from collections.abc import Sequence

from mlbench.cores import usable_cores
from mlbench.errors import RefusedInput
from mlbench.execution.plan import PlannedStep
from mlbench.settings import settings


def steps_at_once(jobs: int | None) -> int:
    """Return how many steps may go at a time: as asked for, else as the setting says.

    Raises
    ------
    RefusedInput
        Fewer than 0.
    """
    wanted = settings().jobs if jobs is None else jobs
    if wanted < 0:
        raise RefusedInput(
            f"The number of jobs must be at least 0. Got {wanted}.",
            next_step="Pass jobs=0 for as many steps at a time as there are cores.",
        )
    return wanted or usable_cores()


class Schedule:
    """The steps of a run, handed out when they may start.

    Parameters
    ----------
    steps : sequence of PlannedStep
        Each after all that it waits for.
    at_once : int
        How many may go at a time, in [1, inf).

    Examples
    --------
    >>> from collections import namedtuple
    >>> step = namedtuple("step", "name after")
    >>> schedule = Schedule([step("a", ()), step("b", ("a",)), step("c", ())], at_once=2)
    >>> [each.name for each in schedule.take()]
    ['a', 'c']
    >>> schedule.ended("a", well=True)
    >>> [each.name for each in schedule.take()]
    ['b']
    """

    def __init__(self, steps: Sequence[PlannedStep], at_once: int) -> None:
        self._waiting = list(steps)
        self._at_once = at_once
        self._going: set[str] = set()
        self._done: set[str] = set()

    def take(self) -> list[PlannedStep]:
        """Return the steps that are to be started now, in the order of the study."""
        free = self._at_once - len(self._going)
        found = [step for step in self._waiting if self._done.issuperset(step.after)][:free]
        self._going.update(step.name for step in found)
        self._waiting = [step for step in self._waiting if step.name not in self._going]
        return found

    def next_after(self, name: str) -> list[PlannedStep]:
        """Return the steps that could be started if a step that goes ended well now."""
        free, done = self._at_once - len(self._going) + 1, self._done | {name}
        return [step for step in self._waiting if done.issuperset(step.after)][:free]

    @property
    def is_waiting(self) -> bool:
        """Whether there are steps that have not been started and may be."""
        return bool(self._waiting)

    def ended(self, name: str, *, well: bool) -> None:
        """Say that a step has ended; none is started any more after one that did not end well."""
        self._going.remove(name)
        if well:
            self._done.add(name)
        else:
            self._waiting.clear()
