"""Where a piece of a JSON file may end, and what it opens and closes."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_QUOTED = re.compile(rb'"[^"]*"')
_NO_FRAME = bytes(set(range(256)) - set(b'"[]{}'))
#: What a piece of text must not end in: an escape, a tag, a letter of several bytes.
_UNSAFE_END = re.compile(rb"[\\<\x80-\xff]")


def safe_end(data: bytes, start: int, end: int) -> int:
    """Return where to cut a text near a place, so that nothing is cut in two."""
    found = _UNSAFE_END.search(data, max(start + 1, end - 12), end)
    if not found:
        return end
    place = found.start()
    while place > start and 0x80 <= data[place] < 0xC0:  # noqa: PLR2004 - within a letter of UTF-8
        place -= 1
    while place > start and data[place - 1 : place] == b"\\":
        place -= 1  # the first of several is where an escape starts
    return place if place > start else end


def unmatched(piece: bytes, *, within: bool) -> tuple[int, int, bool]:
    """Return how many brackets a piece closes and opens that it does not match itself.

    Parameters
    ----------
    piece : bytes
        It may start and end anywhere but in an escape.
    within : bool
        Whether it starts within a text.

    Returns
    -------
    tuple
        How many it closes, how many it opens, and whether it ends within a text.
    """
    plain = _ESCAPE.sub(b"", piece) if b"\\" in piece else piece
    frame = (b'"' if within else b"") + plain.translate(None, _NO_FRAME)
    ends_within = frame.count(b'"') % 2 == 1
    frame = (frame + b'"' if ends_within else frame).replace(b'""', b"")
    frame = _QUOTED.sub(b"", frame)
    size = -1
    while size != len(frame):
        size = len(frame)
        frame = frame.replace(b"{}", b"").replace(b"[]", b"")
    closed = frame.count(b"]") + frame.count(b"}")
    return closed, size - closed, ends_within
