"""The state of a notebook while it is executed: mlbench's own, and what is saved of it.

papermill's own manager marks every cell completed when the kernel dies, and rewrites
the file in place twice a cell. This one says what happened, and saves whole files, when
there is something worth saving.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from papermill.engines import NotebookExecutionManager

from mlbench.execution.outcome import Outcome
from mlbench.execution.turn import Turn
from mlbench.execution.whole_files import plain
from mlbench.vocabulary import State

#: A cell that took longer than this is saved as soon as it ends (seconds).
_LONG_CELL = 1.0
#: Otherwise no more often than this (seconds).
_SAVE_EVERY = 2.0


#: Called with "start" or "done", the cell's position, and the notebook.
CellWatcher = Callable[[str, int, NotebookNode], None]


class Progress(NotebookExecutionManager):  # type: ignore[misc]
    """papermill's manager, telling the truth and saving sparingly."""

    def __init__(
        self,
        nb: NotebookNode,
        output_path: str | None,
        outcome: Outcome,
        watcher: CellWatcher | None,
        *,
        turn: Turn | None = None,
        **options: Any,
    ) -> None:
        super().__init__(nb, output_path=output_path, **options)
        self.turn = turn
        self.autosave_cell_every: float
        self.outcome = outcome
        self.watcher = watcher
        self._saved = time.monotonic()
        self._cell_started = time.monotonic()

    def save(self, **kwargs: Any) -> None:
        """Save now."""
        super().save(**kwargs)
        self._saved = time.monotonic()

    def autosave_cell(self, **kwargs: Any) -> None:
        """Save in the middle of a long cell, by the monotonic clock."""
        if not self.autosave_cell_every:
            return
        started = time.monotonic()
        if started - self._saved >= self.autosave_cell_every:
            self.save()
            # a save may take a tenth of the time, no more
            took = time.monotonic() - started
            self.autosave_cell_every = max(self.autosave_cell_every, 10 * took)

    @property
    def is_early(self) -> bool:
        """Whether the notebook is prepared before its turn."""
        return self.turn is not None and not self.turn.has_come

    def begin(self) -> None:
        """Wait for the notebook's turn, and start; a second call does nothing.

        Raises
        ------
        KeyboardInterrupt
            Its turn never comes.
        """
        if self.turn is not None:
            self.turn.wait()
        if self.outcome.state is State.PENDING:
            self.notebook_start()

    def notebook_start(self, **kwargs: Any) -> None:
        """Clear what an earlier execution left, and save."""
        self.outcome.state = State.RUNNING
        self.outcome.cells = {
            position: State.PENDING
            for position, cell in enumerate(self.nb.cells)
            if cell.cell_type == "code" and cell.source.strip()
        }
        super().notebook_start(**kwargs)

    def cell_start(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> None:
        """Mark a cell as running."""
        self._cell_started = time.monotonic()
        cell.metadata.papermill["start_time"] = self.now().isoformat()
        cell.metadata.papermill["status"] = self.RUNNING
        cell.metadata.papermill["exception"] = False
        if cell_index in self.outcome.cells:
            self.outcome.cells[cell_index] = State.RUNNING
            if self.watcher:
                self.watcher("start", cell_index, self.nb)

    def cell_complete(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> None:
        """Mark a cell as done, and save if it took long or the last save is some time ago."""
        seconds = time.monotonic() - self._cell_started
        self._close(cell, self.COMPLETED, seconds)
        if cell_index in self.outcome.cells:
            self.outcome.cells[cell_index] = State.DONE
            if self.watcher:
                self.watcher("done", cell_index, self.nb)
        if seconds >= _LONG_CELL or time.monotonic() - self._saved >= _SAVE_EVERY:
            self.save()
        if self.pbar:
            self.pbar.update(1)

    def cell_failed(self, cell: NotebookNode, cell_index: int, state: State) -> None:
        """Mark a cell as the one where the notebook ended."""
        self._close(cell, self.FAILED, time.monotonic() - self._cell_started)
        cell.metadata.papermill["exception"] = True
        self.nb.metadata.papermill["exception"] = True
        self.outcome.cells[cell_index] = state
        self.outcome.state = state

    def notebook_complete(self, **kwargs: Any) -> None:
        """Close the notebook; cells that did not run stay pending, and it is saved."""
        if self.outcome.state is State.RUNNING:
            broken = any(state is not State.DONE for state in self.outcome.cells.values())
            self.outcome.state = State.FAILED if broken else State.DONE
        for position, state in self.outcome.cells.items():
            if not state.is_final:
                self.outcome.cells[position] = State.NOT_RUN
        end = self.now()
        self.nb.metadata.papermill["end_time"] = end.isoformat()
        self.nb.metadata.papermill["duration"] = (end - self.start_time).total_seconds()
        _leave_out_taken_back(self.nb)
        self.complete_pbar()
        self.cleanup_pbar()
        self.save()

    def _close(self, cell: NotebookNode, status: str, seconds: float) -> None:
        cell.metadata.papermill["end_time"] = self.now().isoformat()
        cell.metadata.papermill["duration"] = round(seconds, 6)
        cell.metadata.papermill["status"] = status

    @property
    def log_folder(self) -> Path:
        """Where logs of outputs that are too long go."""
        return plain(self.output_path).parent if self.output_path else Path.cwd()


def _leave_out_taken_back(notebook: NotebookNode) -> None:
    """Leave out displays that their cell has emptied again: a bar that has gone to its end.

    Only now, for until its last cell a display is known by its position among the others.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                output
                for output in cell.outputs
                if output.output_type != "display_data"
                or any(v != "" for v in output.data.values())
            ]
