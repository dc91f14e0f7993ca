"""One output of a cell as safe HTML of bounded size, with the smaller forms it can take."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlbench.errors import shorten
from mlbench.reports import images, rendering, sandbox, sanitise, tables
from mlbench.reports.budget import Block
from mlbench.reports.phrases import size_text
from mlbench.reports.text import Place, console_block, joined, left_out

#: HTML that is longer than this after its tables were cut is shown as plain text.
HTML_LIMIT = 300_000
#: A picture larger than this is made smaller at once.
PICTURE_LIMIT = 1_500_000
#: Widths in pixels that a picture is made smaller to, one after the other.
WIDTHS = (900, 480)

#: Characters of one markdown text that are rendered.
PROSE_LIMIT = 40_000
#: What a character of markdown and a picture made smaller cost, see ``work_left``.
PROSE_WORK, SHRINK_WORK = 3, 7_000

#: How scikit-learn's diagrams start; they are nothing without a style of their own.
_DIAGRAM = ("<style>.sk-global", "<style>#sk-container-id")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass
class OutputRenderer:
    """What turns outputs into blocks; it remembers how much slow work it may still do.

    Attributes
    ----------
    hashes : set of str
        Scripts of frames that the page's policy must list.
    work_left : int
        Slow work that may still be done, in characters of sanitised HTML: about 4
        microseconds each. What finds none left is shown as plain text.
    """

    hashes: set[str] = field(default_factory=set)
    work_left: int = 700_000

    def may(self, work: int) -> bool:
        """Whether there is still time for some work; it counts as done."""
        self.work_left -= work
        return self.work_left >= 0

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
        is_widget = any(str(mime).startswith("application/vnd.jupyter.widget") for mime in data)
        if "text/html" in data and not is_widget:
            block = self._html(joined(data["text/html"]), data, metadata, place)
            if block is not None:
                return block
        if "text/markdown" in data:
            return self.prose(joined(data["text/markdown"]), place, css_class="output html")
        for mime in (*_PICTURES, images.SVG):
            picture = _picture(data, mime)
            if picture is not None:
                return self._picture(picture, _alt(metadata, mime, place), place)
        for mime in ("text/latex", "text/plain"):
            if joined(data.get(mime)).strip():
                return console_block(joined(data[mime]), place, "value")
        return _nothing_to_show(data, place)

    def _html(
        self, source: str, data: Mapping[str, Any], metadata: Mapping[str, Any], place: Place
    ) -> Block | None:
        plain = joined(data.get("text/plain"))
        if sandbox.wants_frame(source, metadata):
            return self._frame(source, plain, place)
        if plain and source.lstrip().startswith(_DIAGRAM):
            return console_block(plain, place, "value")
        cut, notes = tables.cut_tables(source) if self.work_left > 0 else (source, [])
        weight = len(sanitise.without_pictures(cut)) + 1000
        if weight > HTML_LIMIT or not self.may(weight):
            text = f"This output is {size_text(len(source))} of HTML and is shown as text."
            return console_block(plain, place, "value", note=text)
        remarks = "".join(place.note(text) for text in notes)

        def make(draw: sanitise.Drawer) -> str:
            return sanitise.clean(cut, alt=place.alt, draw=draw)

        shown = make(self._drawer(None))
        if not sanitise.has_content(shown):
            return None
        return self._html_block(shown, make, remarks, place, WIDTHS if "<img" in shown else ())

    def _html_block(
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
            if not self.may(len(shown) // 100 + 1000):
                return left_out(place, len(shown))
            drawn = make(self._drawer(widths[0]))
            return self._html_block(drawn, make, remarks, place, widths[1:])

        return Block(f'<div class="output html">{shown}</div>{remarks}', smaller)

    def prose(
        self,
        source: str,
        place: Place,
        attachments: Mapping[str, Any] | None = None,
        css_class: str = "prose",
    ) -> Block | None:
        """Return markdown as a block."""
        cut = source[:PROSE_LIMIT]
        if not self.may(PROSE_WORK * len(cut) + 500):
            return console_block(source, place, "prose")
        shown = sanitise.clean(rendering.markdown(cut, attachments), alt=place.alt)
        remark = "" if cut == source else place.note("The text goes on.")
        block = f'<div class="{css_class}">{shown}</div>{remark}'
        return Block(block, lambda: left_out(place, len(shown)))

    def code(self, source: str, language: str) -> str:
        """Return code as HTML, highlighted while there is time for it."""
        if self.may(3 * len(source) + 300):
            return rendering.code(source, language)
        return f'<div class="highlight"><pre>{html.escape(source)}</pre></div>'

    def _frame(self, source: str, plain: str, place: Place) -> Block:
        element, hashes = sandbox.frame(source, f"Interactive table, cell {place.cell}")
        self.hashes |= hashes
        note = "The interactive table does not fit into this page."
        return Block(
            f'<div class="output">{element}</div>',
            lambda: console_block(plain, place, "value", note=note) or Block(place.note(note)),
        )

    def _picture(self, picture: images.Image, alt: str, place: Place) -> Block:
        full = _figure(picture.tag(alt))
        block = Block(full, lambda: self._shrunk(picture, alt, place, WIDTHS))
        is_large = len(picture.content) > PICTURE_LIMIT
        return self._shrunk(picture, alt, place, WIDTHS) if is_large else block

    def _shrunk(
        self, picture: images.Image, alt: str, place: Place, widths: tuple[int, ...]
    ) -> Block:
        small = self._shrink(picture, widths[0]) if widths else None
        if small is None:
            return Block(place.note(f"A picture was left out: {shorten(alt, 300)}."))
        rest = widths[1:]
        return Block(_figure(small.tag(alt)), lambda: self._shrunk(picture, alt, place, rest))

    def _shrink(self, picture: images.Image, width: int) -> images.Image | None:
        return images.shrink(picture, width) if self.may(SHRINK_WORK) else None

    def _drawer(self, width: int | None) -> sanitise.Drawer:
        def draw(picture: images.Image, alt: str) -> str:
            if width is None and len(picture.content) <= PICTURE_LIMIT:
                return picture.tag(alt)
            small = self._shrink(picture, width or WIDTHS[0])
            return small.tag(alt) if small else html.escape(f"[A picture was left out: {alt}]")

        return draw


def _figure(tag: str) -> str:
    return f'<figure class="output picture">{tag}</figure>'


def _picture(data: Mapping[str, Any], mime: str) -> images.Image | None:
    text = joined(data.get(mime))
    if not text:
        return None
    if mime == images.SVG and text.lstrip().startswith("<"):
        return images.Image(mime, text.encode("utf-8", "replace"))
    return images.decode(text)


def _alt(metadata: Mapping[str, Any], mime: str, place: Place) -> str:
    own = metadata.get(mime)
    given = own.get("alt") if isinstance(own, Mapping) else None
    return given[:2000] if isinstance(given, str) and given.strip() else place.alt


def _nothing_to_show(data: Mapping[str, Any], place: Place) -> Block | None:
    names = ", ".join(sorted(str(mime) for mime in data)[:4])
    note = place.note(f"An output that needs a script is not shown ({names}).")
    return Block(note) if data else None
