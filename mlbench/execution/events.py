"""What a run tells those who watch it."""

from __future__ import annotations

from pathlib import Path

from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord


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
