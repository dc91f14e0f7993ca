"""An output of HTML as a block: sanitised, its tables cut, or in a frame of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mlbench.html_tables import text_left
from mlbench.reports import plotly_figures, sandbox, sanitise, tables
from mlbench.reports.budget import Block, together
from mlbench.reports.long_text import full_size
from mlbench.reports.outside import outside_script
from mlbench.reports.page_state import PageState
from mlbench.reports.phrases import size_text
from mlbench.reports.picture_blocks import WIDTHS, Pictures
from mlbench.reports.text import Place, console_block, joined, left_out

#: HTML that is longer than this after its tables were cut is shown as plain text.
HTML_LIMIT = 300_000
#: How scikit-learn's diagrams start; they are nothing without a style of their own.
_DIAGRAM = ("<style>.sk-global", "<style>#sk-container-id")


class HtmlBlocks:
    """Makes blocks of HTML that someone else wrote.

    Parameters
    ----------
    page : PageState
        What frames and work are noted in.
    pictures : Pictures
        What shows the pictures within.
    """

    def __init__(self, page: PageState, pictures: Pictures) -> None:
        self._page = page
        self._pictures = pictures

    def block(
        self, source: str, data: Mapping[str, Any], metadata: Mapping[str, Any], place: Place
    ) -> Block | None:
        """Return an output of HTML as a block, None when nothing of it shows without scripts."""
        plain = joined(data.get("text/plain"))
        if sandbox.wants_frame(source, metadata) and not outside_script(source):
            return self._frame(source, plain, place)
        if plain and source.lstrip().startswith(_DIAGRAM):
            return console_block(plain, place, "value")
        figures = plotly_figures.in_html(source)
        if figures:
            drawn = [
                plotly_figures.block(f, data, metadata, place, self._pictures) for f in figures
            ]
            return together([block for block in drawn if block is not None])
        if plotly_figures.is_only_setup(source):
            return Block("")
        outside = outside_script(source)
        if outside:
            return self._without_script(outside, data, metadata, place)
        return self.safe(source, place, plain)

    def safe(self, source: str, place: Place, plain: str = "") -> Block | None:
        """Return the harmless part of some HTML as a block, None when it shows nothing."""
        size = full_size(source)
        cut, notes = tables.cut_tables(source) if self._page.work_left > 0 else (source, [])
        cut = text_left(sanitise.drop_blocks(cut), ' class="l"')
        weight = len(sanitise.without_pictures(cut)) + 1000
        if weight > HTML_LIMIT or not self._page.may(weight):
            text = f"This output is {size_text(size)} of HTML and is shown as text."
            return console_block(plain, place, "value", note=text)
        remarks = "".join(place.note(text) for text in notes)

        def make(draw: sanitise.Drawer) -> str:
            return sanitise.clean(cut, alt=place.alt, draw=draw)

        shown = make(self._pictures.drawer(None))
        if not sanitise.has_content(shown):
            return None
        return self._block(shown, make, remarks, place, WIDTHS if "<img" in shown else ())

    def _block(
        self,
        shown: str,
        make: Callable[[sanitise.Drawer], str],
        remarks: str,
        place: Place,
        widths: tuple[int, ...],
    ) -> Block:
        def smaller() -> Block:
            if not widths:
                return left_out(place, len(shown))
            if not self._page.may(len(shown) // 100 + 1000):
                return left_out(place, len(shown))
            drawn = make(self._pictures.drawer(widths[0]))
            return self._block(drawn, make, remarks, place, widths[1:])

        return Block(f'<div class="output html">{shown}</div>{remarks}', smaller)

    def _frame(self, source: str, plain: str, place: Place) -> Block:
        element, hashes = sandbox.frame(source, f"Interactive table, cell {place.cell}")
        self._page.hashes |= hashes
        note = "The interactive table does not fit into this page."
        return Block(
            f'<div class="output">{element}</div>',
            lambda: console_block(plain, place, "value", note=note) or Block(place.note(note)),
        )

    def _without_script(
        self, outside: str, data: Mapping[str, Any], metadata: Mapping[str, Any], place: Place
    ) -> Block:
        note = place.note(
            f"An interactive output needs a script from {outside}, and this page loads nothing."
        )
        shown = self._pictures.of_bundle(data, metadata, place) or console_block(
            joined(data.get("text/plain")), place, "value"
        )
        return together([note, shown or ""])
