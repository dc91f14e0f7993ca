"""The steps of a run that have a thread: those that go, and those that are prepared."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue

from mlbench.execution.going import CellNews, Ended, Executor, GoingStep
from mlbench.execution.plan import PlannedStep

#: Between two looks at what came besides news of the steps (seconds).
_LOOK_EVERY = 0.2


class Crew:
    """The steps of a run that have been started, and those that are ready to be.

    Parameters
    ----------
    executing : callable
        Returns what executes the notebook of a step.

    Attributes
    ----------
    going : dict of str to GoingStep
        By name.
    """

    def __init__(self, executing: Callable[[PlannedStep], Executor]) -> None:
        self.going: dict[str, GoingStep] = {}
        self._executing = executing
        self._prepared: dict[str, GoingStep] = {}
        self._dropped: list[GoingStep] = []
        self._news: SimpleQueue[CellNews | Ended] = SimpleQueue()

    def prepare(self, planned: PlannedStep) -> None:
        """Start the kernel of a step whose turn comes soon; a second call does nothing."""
        if planned.name not in self._prepared:
            self._prepared[planned.name] = self._made(planned)

    def start(self, planned: PlannedStep) -> None:
        """Let a step go."""
        step = self._prepared.pop(planned.name, None) or self._made(planned)
        self.going[planned.name] = step
        step.go()

    def news(self) -> CellNews | Ended | None:
        """Return what comes next of the steps that go; None when that is not soon.

        A signal that the system hands to the thread of a step does not wake this one up; it is
        heard when this one goes on.
        """
        try:
            return self._news.get(timeout=_LOOK_EVERY)
        except Empty:
            return None

    def drop_prepared(self) -> None:
        """End what was prepared: its turn will not come."""
        while self._prepared:
            _, step = self._prepared.popitem()
            self._dropped.append(step)
            step.drop()

    def interrupt(self) -> None:
        """Interrupt what goes, and end what was prepared."""
        self.drop_prepared()
        for step in self.going.values():
            step.interrupt()

    def wait_for_dropped(self) -> None:
        """Wait until nothing is left of what was prepared and dropped."""
        while self._dropped:
            self._dropped[-1].join()
            self._dropped.pop()

    def _made(self, planned: PlannedStep) -> GoingStep:
        return GoingStep(planned, self._executing(planned), self._news.put)
