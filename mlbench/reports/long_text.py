"""Text that was too long to be read as a whole: its head and its tail, and what is between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class LongText(str):
    """The head and the tail of a text, one after the other.

    Parameters
    ----------
    text : str
        Both.
    left_out : int
        Bytes between them, in the file.
    at : int
        Where in `text` the tail starts.
    rows : int
        Rows of tables of HTML that start in between.
    """

    __slots__ = ("at", "left_out", "rows")

    left_out: int
    at: int
    rows: int

    def __new__(cls, text: str, *, left_out: int, at: int = 0, rows: int = 0) -> LongText:
        """Make it."""
        made = super().__new__(cls, text)
        made.left_out, made.at, made.rows = left_out, at, rows
        return made


def full_size(text: str) -> int:
    """Return how long a text was before it was cut."""
    return len(text) + (text.left_out if isinstance(text, LongText) else 0)


def concatenated(texts: Sequence[Any]) -> str:
    """Return texts as one that knows what was left out of each."""
    whole = "".join(map(str, texts))
    if LongText not in set(map(type, texts)):
        return whole
    cut = [text for text in texts if isinstance(text, LongText)]
    before = sum(len(str(text)) for text in texts[: texts.index(cut[0])])
    return LongText(
        whole,
        left_out=sum(text.left_out for text in cut),
        at=before + cut[0].at,
        rows=sum(text.rows for text in cut),
    )
