"""Pictures as blocks: as they are, smaller when the page is full, a line of text in the end."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from mlbench.errors import shorten
from mlbench.reports import images, sanitise
from mlbench.reports.budget import Block
from mlbench.reports.long_text import LongText
from mlbench.reports.page_state import PageState
from mlbench.reports.text import Place, joined

#: A picture larger than this is made smaller at once.
PICTURE_LIMIT = 1_500_000
#: Widths in pixels that a picture is made smaller to, one after the other.
WIDTHS = (900, 480)
#: What a picture made smaller costs, see ``PageState.work_left``.
SHRINK_WORK = 7_000
#: The kinds of pictures, the best first.
KINDS = ("image/png", "image/jpeg", "image/gif", "image/webp", images.SVG)


class Pictures:
    """Makes blocks of pictures.

    Parameters
    ----------
    page : PageState
        What counts the work of making them smaller.
    """

    def __init__(self, page: PageState) -> None:
        self._page = page

    def of_bundle(
        self, data: Mapping[str, Any], metadata: Mapping[str, Any], place: Place
    ) -> Block | None:
        """Return the first picture of an output's forms as a block, None if it has none."""
        for mime in KINDS:
            if isinstance(joined(data.get(mime)), LongText):
                return self._left_out(_alt(metadata, mime, place), place)
            picture = self._picture(data, mime)
            if picture is not None:
                return self.block(picture, _alt(metadata, mime, place), place)
        return None

    def block(self, picture: images.Image, alt: str, place: Place) -> Block:
        """Return a picture as a block."""
        if len(picture.content) > PICTURE_LIMIT:
            return self._shrunk(picture, alt, place, WIDTHS)
        return Block(_figure(picture.tag(alt)), lambda: self._shrunk(picture, alt, place, WIDTHS))

    def drawer(self, width: int | None) -> sanitise.Drawer:
        """Return what makes the elements of pictures within HTML, of a width if one is given."""

        def draw(picture: images.Image, alt: str) -> str:
            if width is None and len(picture.content) <= PICTURE_LIMIT:
                return picture.tag(alt)
            small = self._shrink(picture, width or WIDTHS[0])
            return small.tag(alt) if small else html.escape(f"[A picture was left out: {alt}]")

        return draw

    def _picture(self, data: Mapping[str, Any], mime: str) -> images.Image | None:
        text = joined(data.get(mime))
        if not text:
            return None
        if mime == images.SVG and text.lstrip().startswith("<"):
            return images.Image(mime, text.encode("utf-8", "replace"))
        return self._page.packer.result(text)

    def _shrunk(
        self, picture: images.Image, alt: str, place: Place, widths: tuple[int, ...]
    ) -> Block:
        small = self._shrink(picture, widths[0]) if widths else None
        if small is None:
            return self._left_out(alt, place)
        rest = widths[1:]
        return Block(_figure(small.tag(alt)), lambda: self._shrunk(picture, alt, place, rest))

    def _left_out(self, alt: str, place: Place) -> Block:
        return Block(place.note(f"A picture was left out: {shorten(alt, 300)}."))

    def _shrink(self, picture: images.Image, width: int) -> images.Image | None:
        return images.shrink(picture, width) if self._page.may(SHRINK_WORK) else None


def _figure(tag: str) -> str:
    return f'<figure class="output picture">{tag}</figure>'


def _alt(metadata: Mapping[str, Any], mime: str, place: Place) -> str:
    own = metadata.get(mime)
    given = own.get("alt") if isinstance(own, Mapping) else None
    return given[:2000] if isinstance(given, str) and given.strip() else place.alt
