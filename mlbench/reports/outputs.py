"""One output of a cell as safe HTML of bounded size, with the smaller forms it can take."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any

from mlbench.reports import plotly_figures, rendering, sanitise
from mlbench.reports.budget import Block
from mlbench.reports.formulas import Formulas
from mlbench.reports.html_blocks import HtmlBlocks
from mlbench.reports.long_text import LongText
from mlbench.reports.page_state import PageState
from mlbench.reports.phrases import size_text
from mlbench.reports.picture_blocks import Pictures
from mlbench.reports.text import Place, console_block, joined, left_out
from mlbench.reports.widget_state import VIEW, WidgetStates
from mlbench.reports.widgets import Widgets

#: Characters of one markdown text that are rendered.
PROSE_LIMIT = 40_000
#: Characters of one output of JSON that are shown.
JSON_LIMIT = 16_000
#: What a character of markdown costs, see ``PageState.work_left``.
PROSE_WORK = 3


class OutputRenderer:
    """What turns the outputs of one notebook into blocks.

    Parameters
    ----------
    page : PageState
        What the notebooks of a page share.
    states : WidgetStates
        The widgets of the notebook.
    """

    def __init__(self, page: PageState, states: WidgetStates | None = None) -> None:
        self._page = page
        self._formulas = Formulas()
        self._pictures = Pictures(page)
        self._html = HtmlBlocks(page, self._pictures)
        self._widgets = Widgets(states or WidgetStates({}), self)

    def block(self, output: Mapping[str, Any], place: Place) -> Block | None:
        """Return an output as a block; None when it shows nothing."""
        kind = output.get("output_type")
        if kind == "stream":
            is_error = output.get("name") == "stderr"
            text = joined(output.get("text"))
            return console_block(text, place, "stderr" if is_error else "stdout")
        if kind == "error":
            trace = output.get("traceback")
            lines = [str(line) for line in trace] if isinstance(trace, list) else []
            summary = f"{output.get('ename')}: {output.get('evalue')}"
            return console_block("\n".join(lines) or summary, place, "error")
        data, metadata = output.get("data"), output.get("metadata")
        if not isinstance(data, Mapping):
            return None
        return self._bundle(data, metadata if isinstance(metadata, Mapping) else {}, place)

    def _bundle(
        self, data: Mapping[str, Any], metadata: Mapping[str, Any], place: Place
    ) -> Block | None:
        plain = joined(data.get("text/plain"))
        if VIEW in data:
            return self._widgets.block(data[VIEW], plain, place)
        if plotly_figures.MIME in data:
            figure = data[plotly_figures.MIME]
            return plotly_figures.block(figure, data, metadata, place, self._pictures)
        if "text/html" in data:
            block = self._html.block(joined(data["text/html"]), data, metadata, place)
            if block is not None:
                return block
        if "text/markdown" in data:
            return self.prose(joined(data["text/markdown"]), place, css_class="output html")
        return (
            self._latex(joined(data.get("text/latex")), place)
            or self._pictures.of_bundle(data, metadata, place)
            or console_block(joined(data.get("text/latex")), place, "value")
            or self._json(data.get("application/json"), place)
            or console_block(plain, place, "value")
            or _nothing_to_show(data, place)
        )

    def prose(
        self,
        source: str,
        place: Place,
        attachments: Mapping[str, Any] | None = None,
        css_class: str = "prose",
    ) -> Block | None:
        """Return markdown as a block."""
        cut = source[:PROSE_LIMIT]
        if not self._page.may(PROSE_WORK * len(cut) + 500):
            return console_block(source, place, "prose")
        shown = self._with_formulas(cut, attachments, place)
        remark = "" if cut == source else place.note("The text goes on.")
        block = f'<div class="{css_class}">{shown}</div>{remark}'
        return Block(block, lambda: left_out(place, len(shown)))

    def words(self, source: str) -> str:
        """Return a line of text as HTML, the formulas in it drawn."""
        cut = source[:PROSE_LIMIT]
        shown = self._formulas.output(cut) if "$" in cut or "\\" in cut else None
        return shown or html.escape(cut)

    def safe_html(self, source: str, place: Place) -> Block | None:
        """Return the harmless part of some HTML as a block, None when it shows nothing."""
        return self._html.safe(source, place)

    def picture(self, data: Mapping[str, Any], place: Place) -> Block | None:
        """Return the picture among an output's forms as a block, None if it has none."""
        return self._pictures.of_bundle(data, {}, place)

    def code(self, source: str, language: str) -> str:
        """Return code as HTML, highlighted while there is time for it."""
        if self._page.may(3 * len(source) + 300):
            return rendering.code(source, language)
        return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'

    def may(self, work: int) -> bool:
        """Whether there is still time for some work; it counts as done."""
        return self._page.may(work)

    def _latex(self, source: str, place: Place) -> Block | None:
        cut = source[:PROSE_LIMIT]
        if not cut.strip() or not self._page.may(PROSE_WORK * len(cut)):
            return None
        shown = self._formulas.output(cut)
        if shown is None:
            return None
        remark = "" if cut == source else place.note("The text goes on.")
        block = f'<div class="output latex">{shown}</div>{remark}'
        return Block(block, lambda: left_out(place, len(block)))

    def _json(self, value: Any, place: Place) -> Block | None:
        """Return an output of JSON as text, no more of it than is shown."""
        if value is None:
            return None
        if isinstance(value, LongText):
            return Block(place.note(f"{size_text(value.left_out)} of data are left out."))
        pieces, size = [], 0
        try:
            for piece in json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(value):
                pieces.append(piece)
                size += len(piece)
                if size > JSON_LIMIT:
                    break
        except RecursionError:
            return None
        note = "The data goes on." if size > JSON_LIMIT else ""
        return console_block("".join(pieces)[:JSON_LIMIT], place, "value", note=note)

    def _with_formulas(
        self, source: str, attachments: Mapping[str, Any] | None, place: Place
    ) -> str:
        """Return markdown as safe HTML; formulas are put in after all else was sanitised."""
        token = f"formula{sanitise.mark()}"
        unsafe, found = rendering.markdown(source, attachments, token)
        shown = sanitise.clean(unsafe, alt=place.alt)

        def put_back(match: re.Match[str]) -> str:
            formula, block = found[int(match[1])]
            return self._formulas.show(formula, block=block)

        shown = re.sub(rf"<var>{token}x(\d+)x</var>", put_back, shown)
        # what stands in an attribute, as in the alt text of a picture, stays words
        return re.sub(
            rf"(?:&lt;var&gt;)?{token}x(\d+)x(?:&lt;/var&gt;)?",
            lambda match: html.escape(found[int(match[1])][0]),
            shown,
        )


def _nothing_to_show(data: Mapping[str, Any], place: Place) -> Block | None:
    names = ", ".join(sorted(str(mime)[:100] for mime in data)[:4])
    note = place.note(f"An output that needs a script is not shown ({names}).")
    return Block(note) if data else None
