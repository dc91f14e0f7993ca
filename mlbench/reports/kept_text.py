"""What is kept of a long text of a JSON file while it goes by piece by piece."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from mlbench.reports.long_text import LongText

#: Bytes kept of a text that is cut, at its head and at its tail.
HEAD, TAIL = 262_144, 65_536
_ROW = re.compile(rb"<[tT][rR][\s>/\\]")


class KeptText:
    """What is kept of a text while it goes by: all of it, or its head and its tail.

    Parameters
    ----------
    limit : int
        Bytes up to which all of it is kept; where that is less than a head, nothing is kept
        of a longer one.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._keep_head, self._keep_tail = (HEAD, TAIL) if limit > HEAD else (0, 0)
        self._head: list[bytes | str] = []
        self._tail: deque[bytes | str] = deque()
        self._head_size = self._tail_size = self._left_out = self._rows = 0
        self._is_cut = False

    @property
    def cost(self) -> int:
        """Bytes that are kept."""
        return self._head_size + self._tail_size

    def add(self, piece: bytes) -> None:
        """Take the next piece, as it stands in the file."""
        self._add(piece)

    def add_text(self, text: Any) -> None:
        """Take a text that is decoded already."""
        self._add(str(text))
        if isinstance(text, LongText):
            self._is_cut = True
            self._left_out += text.left_out
            self._rows += text.rows

    def _add(self, piece: bytes | str) -> None:
        if not piece:
            return
        if not self._is_cut and self._head_size + len(piece) <= self._limit:
            self._head.append(piece)
            self._head_size += len(piece)
            return
        if not self._is_cut:
            self._is_cut = True
            self._shorten_head()
        self._tail.append(piece)
        self._tail_size += len(piece)
        while self._tail and self._tail_size - len(self._tail[0]) >= self._keep_tail:
            gone = self._tail.popleft()
            self._tail_size -= len(gone)
            self._drop(gone)

    def _shorten_head(self) -> None:
        kept, size = [], 0
        for piece in self._head:
            if size >= self._keep_head:
                self._tail.append(piece)
                self._tail_size += len(piece)
            else:
                kept.append(piece)
                size += len(piece)
        self._head, self._head_size = kept, size

    def _drop(self, piece: bytes | str) -> None:
        raw = piece.encode("utf-8", "replace") if isinstance(piece, str) else piece
        self._left_out += len(raw)
        self._rows += len(_ROW.findall(raw))

    def text(self, decode: Callable[[bytes], str]) -> str:
        """Return the text; `decode` makes text of a piece."""
        if not self._is_cut:
            return _decoded(self._head, decode)
        head, tail = _decoded(self._head, decode), _decoded(self._tail, decode)
        return LongText(head + tail, left_out=self._left_out, at=len(head), rows=self._rows)


def _decoded(pieces: Iterable[bytes | str], decode: Callable[[bytes], str]) -> str:
    """Return pieces as text; those that touch are decoded at once: a letter may be in two."""
    parts: list[str] = []
    raw: list[bytes] = []
    for piece in (*pieces, ""):
        if isinstance(piece, bytes):
            raw.append(piece)
            continue
        parts += [decode(b"".join(raw)), piece] if raw else [piece]
        raw = []
    return "".join(parts)
