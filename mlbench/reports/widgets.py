"""ipywidgets as they stood at the end of the run: plain HTML, nothing to press."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Protocol

from mlbench.reports.budget import Block, together
from mlbench.reports.text import Place, console_block, left_out
from mlbench.reports.widget_state import Widget, WidgetStates
from mlbench.reports.widget_views import fallback, progress, row, view

#: Widgets within widgets that are followed, and widgets shown of one output.
DEPTH_LIMIT, COUNT_LIMIT = 12, 400
#: Outputs shown of one output widget.
OUTPUT_LIMIT = 200
#: What one widget costs, see ``PageState.work_left``.
WIDGET_WORK = 60

_ROWS = frozenset({"HBox", "GridBox"})
_BOXES = frozenset({"Box", "VBox", "HBox", "GridBox"})
_PANES = frozenset({"Tab", "Accordion"})
_WORDS = frozenset({"HTML", "HTMLMath", "Label"})

Piece = str | Block


class Renderer(Protocol):
    """What the widgets of a notebook are rendered with."""

    def block(self, output: Mapping[str, Any], place: Place) -> Block | None:
        """Return an output as a block."""

    def safe_html(self, source: str, place: Place) -> Block | None:
        """Return the harmless part of some HTML."""

    def picture(self, data: Mapping[str, Any], place: Place) -> Block | None:
        """Return the picture among an output's forms."""

    def words(self, source: str) -> str:
        """Return a line of text as HTML, the formulas in it drawn."""

    def may(self, work: int) -> bool:
        """Whether there is still time for some work."""


class Widgets:
    """Makes blocks of widgets.

    Parameters
    ----------
    states : WidgetStates
        What the notebook keeps of them.
    renderer : Renderer
        What shows the outputs, the HTML and the pictures within.
    """

    def __init__(self, states: WidgetStates, renderer: Renderer) -> None:
        self._states = states
        self._renderer = renderer
        self._path: list[str] = []
        self._left = 0

    def block(self, view_of: Any, plain: str, place: Place) -> Block | None:
        """Return a widget as a block, as its text if its state was not kept.

        Parameters
        ----------
        view_of : any
            What the output holds: ``{"model_id": …}``.
        plain : str
            The widget as text.
        place : Place
            Where it stands.
        """
        identifier = view_of.get("model_id") if isinstance(view_of, Mapping) else None
        if self._states.find(identifier) is None:
            note = "The state of this widget was not saved; its text is shown."
            return console_block(plain, place, "value", note=note)
        if not self._path:
            self._left = COUNT_LIMIT
        shown = together(self._pieces(str(identifier), place, beside_text=False))
        whole = together(['<div class="output widgets">', shown, "</div>"])
        if whole.smaller:
            return whole
        return Block(whole.html, lambda: left_out(place, len(whole.html)), whole.needs)

    def _pieces(self, identifier: str, place: Place, *, beside_text: bool) -> list[Piece]:
        """Return what a widget and those within it show; a widget within itself shows once."""
        widget = self._states.find(identifier)
        if widget is None:
            return []
        self._left -= 1
        if self._left < 0 or not self._renderer.may(WIDGET_WORK):
            return [place.note("More widgets are left out.")] if self._left == -1 else []
        if identifier in self._path or len(self._path) >= DEPTH_LIMIT:
            return [fallback(widget)]
        self._path.append(identifier)
        try:
            return self._shown(widget, place, beside_text=beside_text)
        finally:
            self._path.pop()

    def _shown(self, widget: Widget, place: Place, *, beside_text: bool) -> list[Piece]:
        if widget.name in _BOXES:
            return self._box(widget, place)
        if widget.name in _PANES:
            return self._panes(widget, place)
        if widget.name == "Stack":
            chosen = widget.number("selected_index")
            found = [c for i, c in enumerate(widget.children) if i == chosen]
            return self._pieces(found[0], place, beside_text=False) if found else []
        if widget.name == "Output":
            return self._outputs(widget, place)
        if widget.name in _WORDS:
            return self._words(widget, place)
        if widget.name == "Image":
            return [self._image(widget, place)]
        if widget.name in ("IntProgress", "FloatProgress"):
            return [progress(widget, beside_text=beside_text)]
        return [view(widget) or fallback(widget)]

    def _box(self, widget: Widget, place: Place) -> list[Piece]:
        children = widget.children
        names = {found.name for child in children[:10] if (found := self._states.find(child))}
        beside_text = widget.name == "HBox" and bool(names & _WORDS)
        kind = "widget-box row" if widget.name in _ROWS else "widget-box"
        pieces: list[Piece] = [f'<div class="{kind}">']
        for child in children:
            pieces += self._pieces(child, place, beside_text=beside_text)
        return [*pieces, "</div>"]

    def _panes(self, widget: Widget, place: Place) -> list[Piece]:
        """Return tabs, or the parts of an accordion, each to unfold; the chosen one is unfolded."""
        pieces: list[Piece] = []
        for index, child in enumerate(widget.children):
            is_open = " open" if widget.state.get("selected_index") == index else ""
            title = html.escape(widget.title(index) or str(index + 1))
            pieces.append(f'<details class="pane"{is_open}><summary>{title}</summary>')
            pieces += [*self._pieces(child, place, beside_text=False), "</details>"]
            if self._left < 0:
                break
        return pieces

    def _outputs(self, widget: Widget, place: Place) -> list[Piece]:
        outputs = widget.items("outputs")
        shown = (
            self._renderer.block(o, place) for o in outputs[:OUTPUT_LIMIT] if isinstance(o, Mapping)
        )
        pieces: list[Piece] = [block for block in shown if block is not None]
        if len(outputs) > OUTPUT_LIMIT:
            pieces.append(place.note("More outputs are left out."))
        return pieces

    def _words(self, widget: Widget, place: Place) -> list[Piece]:
        """Return HTML or a label; what tqdm and others write as HTML is mostly plain words."""
        text = widget.text("value")
        is_html = widget.name != "Label"
        if is_html and "<" in text:
            block = self._renderer.safe_html(str(widget.state["value"]), place)
            label = row(widget, "") if widget.text("description").strip() else ""
            return [label, block] if block else [label]
        text = html.unescape(text) if is_html else text
        if not text.strip():
            return []
        shown = html.escape(text) if widget.name == "HTML" else self._renderer.words(text)
        return [row(widget, shown)]

    def _image(self, widget: Widget, place: Place) -> Piece:
        data = {"image/png": widget.buffers.get("value", "")}
        return self._renderer.picture(data, place) or fallback(widget)
