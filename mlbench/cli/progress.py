"""Showing a run while it goes: live on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mlbench.execution.events import LineObserver, Observer, summary
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

if TYPE_CHECKING:
    from rich.progress import TaskID


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal


class PlainObserver(LineObserver):
    """One line a step."""

    def checking(self, what: str) -> None:
        _say(f"checking {what}")

    def step_started(self, step: StepRecord) -> None:
        _say(f"> {step.name} ({step.template})")


class LiveObserver(Observer):
    """A line a step with its spinner, cell, heading and time, redrawn in place."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.fields[name]:<10}", style="bold"),
            BarColumn(bar_width=24),
            TextColumn("{task.description}", style="dim"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
        )
        self._own = self._bar.add_task("", name="check", total=None)
        self._steps: dict[str, TaskID] = {}

    def __enter__(self) -> LiveObserver:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def checking(self, what: str) -> None:
        self._bar.update(self._own, description=f"looking at {what}")

    def step_started(self, step: StepRecord) -> None:
        self._bar.update(self._own, visible=False)
        self._steps[step.name] = self._bar.add_task(
            "kernel starts", name=step.name, total=step.cells or None
        )

    def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
        cells = f"cell {number}/{step.cells}"
        self._bar.update(
            self._steps[step.name],
            completed=number - 1,
            total=step.cells or None,
            description=f"{cells}  {heading}"[:60],
        )

    def step_done(self, step: StepRecord) -> None:
        style = {State.DONE: "green", State.NOT_RUN: "dim"}.get(step.state, "red")
        self._bar.remove_task(self._steps.pop(step.name))
        self._console.print(summary(step), style=style)
        if not self._steps:
            self._bar.update(self._own, description="", name="report", visible=True)

    def report_written(self, path: Path) -> None:
        self._bar.update(self._own, description="report written")

    def run_done(self, record: RunRecord, folder: RunFolder) -> None:
        self._bar.stop()


@contextmanager
def watcher(*, quiet: bool) -> Iterator[Observer]:
    """Give the observer that fits the place the run is started from."""
    if quiet:
        yield Observer()
    elif sys.stderr.isatty():
        with LiveObserver() as live:
            yield live
    else:
        yield PlainObserver(_say)
