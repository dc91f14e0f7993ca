"""What a run tells those who watch it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

#: A sign for a final state, so that colour is never alone; any other state has a cross.
SIGNS = {State.DONE: "✓", State.NOT_RUN: "·"}


class Observer:
    """Someone who watches a run; every method does nothing unless it is overridden.

    Methods are called in the run's own thread, one at a time, and must return quickly.
    An exception that one raises stops the run.
    """

    def checking(self, what: str) -> None:
        """Something that may take a while is being looked at before the start."""

    def run_started(self, record: RunRecord, folder: RunFolder) -> None:
        """The run folder stands."""

    def step_started(self, step: StepRecord) -> None:
        """A step's kernel is about to start."""

    def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
        """A code cell starts; cells are numbered from 1."""

    def cell_done(self, step: StepRecord, number: int) -> None:
        """A code cell ended well."""

    def step_done(self, step: StepRecord) -> None:
        """A step reached its final state."""

    def report_written(self, path: Path) -> None:
        """The report lies there."""

    def run_done(self, record: RunRecord, folder: RunFolder) -> None:
        """The run reached its final state."""


def summary(step: StepRecord) -> str:
    """Return one line that says how a step ended."""
    seconds = f"{step.seconds:.1f} s" if step.seconds is not None else ""
    cells = f"{step.cells_done}/{step.cells} cells" if step.cells else ""
    sign = SIGNS.get(step.state, "✗")
    return f"{sign} {step.name:<10} {step.state:<13} {cells:<12} {seconds:>8}"


class LineObserver(Observer):
    """Tell a run as plain lines: one for each step.

    Parameters
    ----------
    say : callable
        Takes a line.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say

    def step_done(self, step: StepRecord) -> None:
        """Say how the step ended."""
        self.say(summary(step))
