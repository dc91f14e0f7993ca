"""The list of stale cells below a form; in JupyterLab the cells are marked as well."""

from __future__ import annotations

import html
from typing import Any

import ipywidgets as widgets

from mlbench.widgets.link import Link
from mlbench.widgets.staleness import StaleCell


class StaleList:
    """The cells that are to be run again.

    Parameters
    ----------
    link : Link
        The line to JupyterLab.

    Attributes
    ----------
    cells : list of StaleCell
        In the order of the notebook.
    """

    def __init__(self, link: Link) -> None:
        self.link = link
        self.cells: list[StaleCell] = []
        self._fresh: set[str] = set()
        self.widget: Any = widgets.VBox([], layout=widgets.Layout(display="none"))

    def _make(self) -> None:
        """Make what is inside; a form is quicker to show without it."""
        self._text = widgets.HTML()
        self._run = widgets.Button(
            description="Run stale cells", tooltip="Run these cells, one after the other"
        )
        self._run.on_click(lambda _: self.link.run(self.cells))
        buttons = widgets.HBox([self._run])
        buttons.add_class("mlbench-buttons")
        self.widget.children = (self._text, buttons)

    def add(self, cells: list[StaleCell], history: set[str]) -> None:
        """Add cells that have become stale.

        Parameters
        ----------
        cells : list of StaleCell
            Those that a change leaves stale.
        history : set of str
            The code of all cells that have been run; others were never right to begin with.
        """
        kept = {cell.cell_id: cell for cell in self.cells if cell.cell_id}
        unnamed = [cell for cell in cells if not cell.cell_id]
        merged = [*{**kept, **{cell.cell_id: cell for cell in cells if cell.cell_id}}.values()]
        self.cells = sorted([*merged, *unnamed], key=lambda cell: cell.number)
        self._fresh = {cell.cell_id for cell in self.cells if cell.code.strip() not in history}
        self._show()
        self.link.mark([cell for cell in self.cells if cell.cell_id not in self._fresh])

    def has_run(self, cell_id: str) -> None:
        """Take a cell from the list."""
        if any(cell.cell_id == cell_id for cell in self.cells):
            self.cells = [cell for cell in self.cells if cell.cell_id != cell_id]
            self._show()

    def _show(self) -> None:
        if not self.widget.children:
            self._make()
        self.widget.layout.display = None if self.cells else "none"
        self._run.layout.display = None if self.link.ready else "none"
        rows = "".join(
            f'<li data-cell="{html.escape(cell.cell_id)}">cell {cell.number} '
            f"<code>{html.escape(cell.first_line)}</code> <small>reads "
            f"{html.escape(', '.join(cell.because[:4]))}{self._new(cell)}</small></li>"
            for cell in self.cells
        )
        self._text.value = (
            f'<div role="status"><strong>{self._counted()}:</strong></div>'
            f'<ul class="mlbench-stale-list">{rows}</ul>'
        )

    def _counted(self) -> str:
        new = sum(cell.cell_id in self._fresh for cell in self.cells)
        old = len(self.cells) - new
        stale = ("1 cell is stale" if old == 1 else f"{old} cells are stale") if old else ""
        unrun = f"{new} to be run for the first time" if new else ""
        return ", ".join(filter(None, [stale, unrun]))

    def _new(self, cell: StaleCell) -> str:
        return ", not run yet" if cell.cell_id in self._fresh else ""
