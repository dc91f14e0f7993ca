"""The run browser: a table of runs to sort, filter and pick from, live while any goes on."""

from __future__ import annotations

import html
import threading
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from itables.widget import ITable

from mlbench.errors import RefusedInput, did_you_mean, shorten
from mlbench.reports.phrases import count_text
from mlbench.settings import settings
from mlbench.store import ids
from mlbench.store.folder import all_folders
from mlbench.store.listing import Listed, read_newest
from mlbench.widgets.onlooker import is_watched
from mlbench.widgets.picked_runs import RunPanel
from mlbench.widgets.pulse import Pulse
from mlbench.widgets.run_details import progress
from mlbench.widgets.run_list import RunList, is_running
from mlbench.widgets.run_table import STILL_ROWS, frame_of, still_html, still_text

#: Runs that go on, told one by one at most.
_TOLD = 5
_TABLE: dict[str, Any] = {
    "classes": "display compact nowrap",
    "style": "table-layout:auto;width:100%;margin:0;caption-side:top",
    "select": True,
    "maxBytes": 0,
    "order": [],
    "showIndex": False,
    "text_in_header_can_be_selected": False,
    "columnControl": [["orderAsc", "orderDesc", "spacer", "searchList"]],
    "lengthMenu": [10, 20, 50, 100],
    "stateSave": True,
    "stateDuration": -1,
    "scrollX": True,
    "layout": {"topStart": "search", "topEnd": "pageLength"},
    "language": {
        "emptyTable": "There are no runs yet. Start one: mlbench run STUDY",
        "zeroRecords": "No run is like that.",
        "info": "_START_ to _END_ of _TOTAL_ runs",
        "infoEmpty": "",
        "infoFiltered": "(of _MAX_)",
        "search": "Search",
        "lengthMenu": "_MENU_ a page",
    },
}


class RunBrowser:
    """All runs, or those of a study, to look through in a notebook.

    Shown as the value of a cell it is a widget; where nobody looks, a still table.

    Parameters
    ----------
    runs : Path
        The folder of all runs.
    study : str or None
        Only the runs of this study.
    """

    def __init__(self, runs: Path, study: str | None = None) -> None:
        self.runs = runs
        self.study = study
        self.panel: RunPanel | None = None
        self.table: ITable | None = None
        self.pulse = Pulse(self._look)
        self._list = RunList(runs, study)
        self._shown: list[Listed] = []
        self._chosen: list[Listed] = []
        self._lock = threading.RLock()
        self._busy = False
        self._widget: widgets.VBox | None = None

    @property
    def selected(self) -> list[str]:
        """The picked runs, as ``study/run-id``."""
        return [listed.place for listed in self._chosen]

    @property
    def widget(self) -> widgets.VBox:
        """The widget; made when it is first asked for."""
        if self._widget is None:
            self._widget = self._build()
        return self._widget

    def refresh(self) -> None:
        """Look at all runs again, and follow those that go on."""
        with self._lock:
            self._list.read()
            self._draw()
        self.pulse.start()

    def _build(self) -> widgets.VBox:
        self._list.read()
        self._shown = self._list.listed
        self.panel = RunPanel()
        self.table = ITable(frame_of(self._shown), **_TABLE)
        self.table.observe(self._pick, "selected_rows")
        self._going = widgets.HTML()
        again = widgets.Button(description="Look again", icon="refresh", layout={"width": "auto"})
        again.on_click(lambda _: self.refresh())
        self._count = widgets.HTML()
        head = widgets.HBox([again, self._count], layout={"align_items": "center"})
        box = widgets.VBox([head, self._going, self.table, self.panel.widget])
        self._tell()
        box._view_count = 0  # noqa: SLF001 - the one way to hear that nobody looks any more
        box.observe(self._watched, "_view_count")
        return box

    def _watched(self, change: dict[str, Any]) -> None:
        if change["new"]:
            self.pulse.start()
        else:
            self.pulse.stop()

    def _pick(self, change: dict[str, Any]) -> None:
        assert self.panel is not None
        with self._lock:
            if self._busy:
                return
            rows = [row for row in change["new"] if row < len(self._shown)]
            self._chosen = [self._shown[row] for row in sorted(rows)]
            self.panel.show(self._chosen)

    def _look(self) -> bool:
        """Bring the table up to date; return whether any run goes on."""
        with self._lock:
            if self._list.refresh():
                self._draw()
            else:
                self._tell()
            return any(map(is_running, self._shown))

    def _draw(self) -> None:
        assert self.table is not None
        assert self.panel is not None
        before = self._chosen
        self._shown = self._list.listed
        rows = {listed.place: row for row, listed in enumerate(self._shown)}
        kept = [rows[place] for place in self.selected if place in rows]
        self._busy = True
        try:
            # a table that is drawn anew trips over what is still selected
            self.table.selected_rows = []
            self.table.update(frame_of(self._shown), selected_rows=[], **_TABLE)
            self.table.selected_rows = kept
        finally:
            self._busy = False
        self._tell()
        gone = [listed for listed in before if listed.place not in rows]
        self._chosen = [self._shown[row] for row in sorted(kept)]
        if gone:
            self.panel.show([*gone, *self._chosen][: len(before)])
        elif self._chosen != before:
            self.panel.show(self._chosen)

    def _tell(self) -> None:
        """Say how many runs there are, and where those stand that go on."""
        running = [listed.folder for listed in self._list.listed if is_running(listed)]
        text = f"{count_text(len(self._shown), 'run')} {_where(self.runs, self.study)}"
        problems = [listed.problem for listed in self._shown if listed.problem]
        if problems:
            text += f"; {len(problems)} can't be read: {shorten(problems[0], 200)}"
        _set(self._count, html.escape(text))
        lines = progress(running[:_TOLD])
        if len(running) > _TOLD:
            lines.append(f"and {len(running) - _TOLD} more are running")
        _set(self._going, "<br>".join(map(html.escape, lines)))

    def __repr__(self) -> str:
        found = read_newest(self.runs, self.study, STILL_ROWS)
        return still_text(found, self._total(), _where(self.runs, self.study))

    def _total(self) -> int:
        return sum(1 for _ in all_folders(self.runs, self.study))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        found = read_newest(self.runs, self.study, STILL_ROWS)
        words = found, self._total(), _where(self.runs, self.study)
        still = {"text/html": still_html(*words), "text/plain": still_text(*words)}
        if not is_watched():
            return still
        shown: dict[str, Any] = self.widget._repr_mimebundle_()
        return {**shown, **still}


def browse(study: str | None = None) -> RunBrowser:
    """Browse the runs in a notebook: sort, filter, compare, open, take parameters over.

    Pick one run for its sentence, its notebooks and its report, and for *Use these
    parameters here*; pick two or more to see only what differs. Runs that go on are
    followed. In a notebook that is executed without an onlooker, a still table.

    Parameters
    ----------
    study : str, optional
        Only the runs of this study.

    Returns
    -------
    RunBrowser

    Raises
    ------
    RefusedInput
        No run is of that study, and others have runs.
    """
    if study is not None and not isinstance(study, str):
        raise RefusedInput(
            f"browse() takes the name of a study. Got {shorten(study)}.",
            next_step="Leave it out to see all runs.",
        )
    runs = settings().runs
    if study is not None and not (runs / ids.slug(study)).is_dir() and runs.is_dir():
        known = sorted({folder.path.parent.name for folder in all_folders(runs)})
        if known:
            raise RefusedInput(
                f"There are no runs of the study '{shorten(study, 60)}' in {runs}. "
                f"{did_you_mean(study, known)}",
                next_step="Leave the name out to see all runs.",
            )
    return RunBrowser(runs, study)


def _where(runs: Path, study: str | None) -> str:
    return f"of '{shorten(study, 60)}' in {runs}" if study else f"in {runs}"


def _set(widget: widgets.HTML, text: str) -> None:
    if widget.value != text:
        widget.value = text
