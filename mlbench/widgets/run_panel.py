"""What a form shows of a headless run: how far it is, a button to stop it, links at the end."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import ipywidgets as widgets

from mlbench.vocabulary import State
from mlbench.widgets.headless import HeadlessRun, Status

_SIGNS = {State.DONE: "✓", "starting": "…", State.RUNNING: "▸"}
_STOP_WORDS = ("Stop", "Stop now", "Kill")


class RunPanel:
    """One headless run, watched.

    Parameters
    ----------
    words : sequence of str
        What follows ``mlbench``.
    notebook : Path
        The notebook.
    typed : sequence of str
        What is typed for it, see :class:`~mlbench.widgets.headless.HeadlessRun`.

    Attributes
    ----------
    widget : ipywidgets.Box
        What is shown.
    """

    def __init__(self, words: Sequence[str], notebook: Path, typed: Sequence[str] = ()) -> None:
        self.run = HeadlessRun(words, notebook, self._tell, typed)
        self.status = Status("starting")
        self._text = widgets.HTML(layout=widgets.Layout(flex="1 1 300px"))
        self._stop = widgets.Button(description=_STOP_WORDS[0], tooltip="End the run, as Ctrl-C")
        self._stop.on_click(self._on_stop)
        self._links = widgets.Output()
        self.widget = widgets.Box(
            [self._text, self._stop, self._links],
            layout=widgets.Layout(flex_flow="row wrap", align_items="center"),
        )
        self.widget.add_class("mlbench-run")
        self._show()
        self.run.start()

    def _on_stop(self, _: object) -> None:
        self.run.stop()
        self._stop.description = _STOP_WORDS[min(self.run.stops, len(_STOP_WORDS) - 1)]
        self._show()

    def _tell(self, status: Status) -> None:
        self.status = status
        self._show()
        if status.ended:
            self._stop.layout.display = "none"
            bundle: dict[str, Any] = {"text/html": self.links(), "text/plain": self._plain_links()}
            output = {"output_type": "display_data", "data": bundle, "metadata": {}}
            # set as a whole: printing into it is for the kernel's main thread alone
            self._links.outputs = (output,)

    def _show(self) -> None:
        status = self.status
        state = "stopping" if self.run.stopping and not status.ended else status.state
        sign = _SIGNS.get(status.state, "✗")
        what = f"{sign} Run {self.run.run_id}: {state}"
        words = f" · {html.escape(status.words)}" if status.words else ""
        bar = f'<progress max="1" value="{status.share:.3f}">{status.share:.0%}</progress>'
        said = "".join(
            f'<p class="mlbench-wrong">{html.escape(sentence)}</p>' for sentence in status.sentences
        )
        self._text.value = (
            f'<div role="status" data-state="{html.escape(state)}"><strong>{html.escape(what)}'
            f"</strong>{words} · {status.seconds:.1f} s</div>{bar}{said}{self._note()}"
        )

    def _note(self) -> str:
        if self.status.ended:
            return ""
        return (
            '<small class="mlbench-quiet">It goes on when this notebook is closed; '
            "<code>mlbench runs</code> lists it.</small>"
        )

    def _files(self) -> list[tuple[str, Path]]:
        named = [("Report", self.run.folder.report), ("Executed notebook", self.run.executed)]
        return [(name, path) for name, path in named if path.is_file()]

    def links(self) -> str:
        """Return links to report and notebook, relative to the notebook, and plain paths."""
        lines = []
        for name, path in self._files():
            address = quote(Path(os.path.relpath(path, self.run.notebook.parent)).as_posix())
            lines.append(
                f'<a href="{address}">{name}</a> '
                f'<small class="mlbench-quiet">{html.escape(str(path))}</small>'
            )
        return f'<div class="mlbench-links">{"<br>".join(lines)}</div>'

    def _plain_links(self) -> str:
        return "\n".join(f"{name}: {path}" for name, path in self._files())
