"""Showing a run while it goes: live on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlbench.execution.events import LineObserver, Observer, summary
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State


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
        self._task = self._bar.add_task("", name="check", total=None)

    def __enter__(self) -> LiveObserver:
        self._bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.stop()

    def checking(self, what: str) -> None:
        self._bar.update(self._task, description=f"looking at {what}")

    def step_started(self, step: StepRecord) -> None:
        self._bar.reset(
            self._task, name=step.name, description="kernel starts", total=step.cells or None
        )

    def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
        cells = f"cell {number}/{step.cells}"
        self._bar.update(
            self._task,
            completed=number - 1,
            total=step.cells or None,
            description=f"{cells}  {heading}"[:60],
        )

    def step_done(self, step: StepRecord) -> None:
        style = {State.DONE: "green", State.NOT_RUN: "dim"}.get(step.state, "red")
        self._console.print(summary(step), style=style)

    def report_written(self, path: Path) -> None:
        self._bar.update(self._task, description="report written", name="report")

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
