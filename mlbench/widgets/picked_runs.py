"""What stands below the table of runs: one run in full, or several side by side."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from mlbench.errors import MlbenchError, shorten
from mlbench.reports.comparison.page import write_page
from mlbench.reports.comparison.runs import RunComparison, Side, compare_runs, side_by_side
from mlbench.reports.phrases import count_text
from mlbench.store.folder import RunFolder
from mlbench.store.listing import Listed
from mlbench.store.record import RunRecord
from mlbench.widgets import open_forms
from mlbench.widgets.here import contract_here, link_to
from mlbench.widgets.onlooker import interactive_shell
from mlbench.widgets.run_details import answer, details, problem
from mlbench.widgets.run_differences import MOST, differences, judgements
from mlbench.widgets.taken_over import best_step, take_over

_HINT = (
    "<p>Click a run to see it. Hold Ctrl (or ⌘) for more, Shift for a range: "
    "two or more are compared.</p>"
)
_TESTING = "<p><em>Testing whether the scores differ by more than noise …</em></p>"


class RunPanel:
    """Show the runs that are picked.

    Attributes
    ----------
    widget : ipywidgets.VBox
        What is shown.
    text : str
        The HTML that stands there.
    """

    def __init__(self) -> None:
        self.text = ""
        self._record: RunRecord | None = None
        self._folders: list[RunFolder] = []
        self._comparison: RunComparison | None = None
        self._lock = threading.RLock()
        self._output = widgets.Output()
        self._said = widgets.Output()
        self.step = widgets.Dropdown(description="Step", layout={"width": "16em"})
        self.use = _button("Use these parameters here", self._use, "sign-in")
        self.page = _button("Write the comparison as a page", self._write, "file-o")
        self._one = widgets.HBox([self.step, self.use])
        self.widget = widgets.VBox([self._output, self._one, self.page, self._said])
        self.show([])

    def show(self, chosen: Sequence[Listed]) -> None:
        """Show one run, or several side by side; none gives a hint."""
        with self._lock:
            self._record, self._comparison = None, None
            self._folders = [listed.folder for listed in reversed(chosen)]
            self._one.layout.display = self.page.layout.display = "none"
            _put(self._said, "")
            try:
                self._show(chosen)
            except MlbenchError as error:
                self._put(_why_not(chosen, error))

    def _show(self, chosen: Sequence[Listed]) -> None:
        if len(chosen) > MOST:
            self._put(problem(f"At most {MOST} runs are compared. {len(chosen)} are picked."))
        elif len(chosen) > 1:
            self._compare()
        elif chosen:
            self._look(chosen[0])
        else:
            self._put(_HINT)

    def _look(self, listed: Listed) -> None:
        record = listed.folder.read()
        names = contract_here()
        best = best_step(record, names.names if names else [])
        with_any = [step for step in record.steps if step.parameters]
        self.step.options = [step.name for step in with_any]
        if best in with_any:
            self.step.value = best.name
        self._record = record
        self._one.layout.display = "" if with_any else "none"
        self._put(details(listed.folder, record))

    def _compare(self) -> None:
        sides = side_by_side(self._folders)
        self._put(differences(sides, _TESTING))
        self.page.layout.display = ""
        threading.Thread(target=self._judge, args=(sides, self._folders), daemon=True).start()

    def _judge(self, sides: list[Side], folders: list[RunFolder]) -> None:
        try:
            found = compare_runs(folders)
            judged = judgements(found)
        except MlbenchError as error:
            found, judged = None, problem(str(error))
        except Exception as error:  # noqa: BLE001 - a thread has nobody else to tell
            found, judged = None, problem(f"The scores can't be tested: {shorten(error, 200)}")
        with self._lock:
            if self._folders is folders:  # nobody has picked others meanwhile
                self._comparison = found
                self._put(differences(sides, judged))

    def _use(self, _: Any) -> None:
        if self._record is None or self.step.value is None:
            return
        shell = interactive_shell()
        namespace = shell.user_ns if shell is not None else {}
        given = self._record.step(self.step.value).parameters
        found = take_over(given, contract_here(), namespace)
        taken = {name: given[name] for name in (*found.changed, *found.same)}
        followed = open_forms.follow(taken, found.changed)
        told = ["The form shows what was taken over."] if followed else []
        _put(self._said, answer(*found.sentences, *told))

    def _write(self, _: Any) -> None:
        try:
            found = self._comparison or compare_runs(self._folders)
            path = write_page(found, found.sides[-1].folder.path / "comparison.html")
        except MlbenchError as error:
            _put(self._said, problem(*str(error).splitlines()))
            return
        link = f'<a href="{link_to(path)}">{found.sides[-1].record.run_id}/{path.name}</a>'
        pair = count_text(len(found.sides), "run")
        _put(self._said, f'<p role="status">The comparison of {pair}: {link}</p>')

    def _put(self, text: str) -> None:
        self.text = text
        _put(self._output, text)


def _why_not(chosen: Sequence[Listed], error: MlbenchError) -> str:
    gone = [listed.place for listed in chosen if not listed.folder.path.is_dir()]
    if gone:
        return problem(
            f"{' and '.join(gone)} was deleted since the table was drawn; nothing of it is left "
            f"in {chosen[0].folder.path.parent.parent}.",
            "Pick another run; 'Look again' brings the table up to date.",
        )
    return problem(*str(error).splitlines())


def _button(text: str, act: Any, icon: str) -> widgets.Button:
    button = widgets.Button(description=text, icon=icon, layout={"width": "max-content"})
    button.on_click(act)
    return button


def _put(output: widgets.Output, text: str) -> None:
    """Put HTML in place of what an output shows, from whatever thread."""
    data = {"text/html": text, "text/plain": ""}
    shown = {"output_type": "display_data", "data": data, "metadata": {}}
    output.outputs = (shown,) if text else ()
