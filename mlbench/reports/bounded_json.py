"""Reading a JSON file of any size in bounded memory: what is too long is cut while it is read.

A notebook of hundreds of megabytes holds a few huge texts, or very many small ones. Values
that end within a window of the file are read by Python's own parser. Of the others a text
keeps its head and its tail, a list its first elements, and what is left is passed over by
regular expressions that run through it once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from mlbench.reports.json_pieces import safe_end, unmatched
from mlbench.reports.kept_text import KeptText
from mlbench.reports.long_text import LongText

#: Bytes in which a value is looked for, one size after the other.
WINDOWS = (4_096, 16_384, 65_536, 262_144, 1_048_576)
#: Values of so few bytes are read while there is any room at all.
LIGHT = 65_536
#: Bytes read at once, and how long the pieces of a long text are.
CHUNK = 262_144
#: A text of more bytes than this is cut.
WHOLE_LIMIT = 6_000_000
#: Elements kept of a list, members of an object, and objects within one another.
ELEMENTS, MEMBERS, DEPTH = 5_000, 20_000, 16
#: What an element costs in memory beside its text.
ELEMENT_COST = 40

_SPACE = re.compile(rb"[ \t\r\n]*")
_INSIDE = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_TEXT = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_TEXTS = re.compile(rb"(?:[ \t\r\n]*" + _TEXT + rb"[ \t\r\n]*,)*", re.DOTALL)
_TOKEN = re.compile(_TEXT + rb"|[\[\]{}]", re.DOTALL)


def read(path: Path, room: int) -> Any:
    """Return the content of a JSON file, cut to what fits.

    Parameters
    ----------
    path : Path
        The file, in UTF-8.
    room : int
        Bytes of it that may be kept; more than a few times that are never in memory.

    Returns
    -------
    any
        The content. A text that was cut is a :class:`LongText`; so is a value that was left
        out, and the end of a list that was.

    Raises
    ------
    ValueError
        The file holds no JSON.
    """
    with path.open("rb", buffering=0) as file:
        return _Reader(file, room).document()


class _Reader:
    """Where the reading of one file stands."""

    def __init__(self, file: BinaryIO, room: int) -> None:
        self._file = file
        self._room = room
        self._reserve = room // 4  # for the small values that come after the large ones
        self._bytes = b""
        self._at = 0
        self._decoder = json.JSONDecoder()

    def document(self) -> Any:
        if self._has(3) and self._bytes.startswith(b"\xef\xbb\xbf"):
            self._at = 3
        value = self._value(0)
        if self._next():
            raise ValueError("there is more after the end of its content")
        return value

    # what stands where

    def _has(self, size: int) -> bool:
        """Read on until so many bytes lie ahead; return whether they do."""
        while len(self._bytes) - self._at < size:
            more = self._file.read(max(CHUNK, size - (len(self._bytes) - self._at)))
            if not more:
                return False
            self._bytes, self._at = self._bytes[self._at :] + more, 0
        return True

    def _next(self) -> bytes:
        """Return the next byte that is no space, without taking it; empty at the end."""
        while self._has(1):
            match = _SPACE.match(self._bytes, self._at)
            assert match is not None
            self._at = match.end()
            if self._at < len(self._bytes):
                return self._bytes[self._at : self._at + 1]
        return b""

    def _take(self, expected: bytes) -> bytes:
        found = self._next()
        if not found or found not in expected:
            raise ValueError(f"a {expected.decode()!r} is missing in it")
        self._at += 1
        return found

    # values

    def _value(self, depth: int) -> Any:
        first = self._next()
        for size in WINDOWS:
            if size > LIGHT and size > self._room - self._reserve:
                break
            found = self._small(size)
            if found is not None:
                return found[0]
        if first == b'"':
            return self._long_text()
        if first not in b"[{":
            raise ValueError("it is no JSON")
        if depth >= DEPTH or self._room < 0:
            return self._passed_over()
        return self._list(depth) if first == b"[" else self._object(depth)

    def _small(self, size: int) -> tuple[Any] | None:
        """Return the value that ends within so many bytes, None if none does."""
        is_more = self._has(size)
        text = self._bytes[self._at : self._at + size].decode("utf-8", "surrogateescape")
        try:
            value, end = self._decoder.raw_decode(text)
        except RecursionError:
            return None
        except ValueError:
            if is_more:
                return None
            raise
        if is_more and end >= len(text) - 1:
            return None  # a number may go on
        length = end if text.isascii() else len(text[:end].encode("utf-8", "surrogateescape"))
        piece = self._bytes[self._at : self._at + length]
        self._room -= length + ELEMENT_COST * piece.count(b",")
        self._at += length
        return (value,)

    def _object(self, depth: int) -> dict[str, Any]:
        self._take(b"{")
        found: dict[str, Any] = {}
        if self._next() == b"}":
            self._at += 1
            return found
        while True:
            if self._next() != b'"':
                raise ValueError("a name is missing in it")
            name = self._value(DEPTH)
            self._take(b":")
            found[name] = self._value(depth + 1)
            if self._take(b",}") == b"}":
                return found
            if len(found) >= MEMBERS or self._room < -WINDOWS[-1]:
                self._pass_to_end()
                return found

    def _list(self, depth: int) -> Any:
        self._take(b"[")
        if self._next() == b'"':
            return self._texts()
        found: list[Any] = []
        if self._next() == b"]":
            self._at += 1
            return found
        while True:
            found.append(self._value(depth + 1))
            if self._take(b",]") == b"]":
                return found
            if len(found) >= ELEMENTS or self._room < 0:
                found.append(LongText("", left_out=self._pass_to_end()))
                return found

    # texts

    def _long_text(self) -> str:
        kept = self._kept()
        for piece in self._pieces():
            kept.add(piece)
        return self._made(kept, lambda piece: str(json.loads(b'"' + piece + b'"')))

    def _pieces(self) -> Iterator[bytes]:
        """Yield a text piece by piece, as it stands in the file."""
        self._take(b'"')
        while True:
            is_more = self._has(CHUNK)
            match = _INSIDE.match(self._bytes, self._at, self._at + CHUNK)
            assert match is not None
            start, end = self._at, match.end()
            if self._bytes[end : end + 1] == b'"':
                self._at = end + 1
                yield self._bytes[start:end]
                return
            if not is_more:
                raise ValueError("a text in it has no end")
            self._at = end = safe_end(self._bytes, start, end)
            yield self._bytes[start:end]

    def _texts(self) -> Any:
        """Return a list of texts as one text: the lines of an output."""
        kept = self._kept()
        while True:
            self._has(CHUNK)
            match = _TEXTS.match(self._bytes, self._at, self._at + CHUNK)
            assert match is not None
            kept.add(match[0])
            self._at = match.end()
            if match[0]:
                continue
            if self._next() != b'"':  # a list of several kinds of values: its texts are enough
                self._pass_to_end()
                break
            kept.add_text(self._value(DEPTH))
            if self._take(b",]") == b"]":
                break
        return self._made(kept, lambda piece: "".join(json.loads(b"[" + piece[:-1] + b"]")))

    def _kept(self) -> KeptText:
        return KeptText(min(WHOLE_LIMIT, self._room - self._reserve))

    def _made(self, kept: KeptText, decode: Callable[[bytes], str]) -> str:
        self._room -= kept.cost
        return kept.text(decode)

    # what is left out

    def _passed_over(self) -> LongText:
        self._at += 1
        return LongText("", left_out=self._pass_to_end())

    def _pass_to_end(self) -> int:
        """Pass over the rest of the list or object that this is within; return its bytes."""
        depth, passed, within = 1, 0, False
        while self._has(1):
            self._has(WINDOWS[-1])
            end = min(len(self._bytes), self._at + WINDOWS[-1])
            piece = self._bytes[self._at : end]
            if (len(piece) - len(piece.rstrip(b"\\"))) % 2 and len(piece) > 1:
                piece = piece[:-1]  # an escape is not taken apart
            closed, opened, still_within = unmatched(piece, within=within)
            if closed >= depth:
                return passed + self._close(depth, within=within)
            depth, within = depth + opened - closed, still_within
            passed += len(piece)
            self._at += len(piece)
        raise ValueError("it ends too early")

    def _close(self, depth: int, *, within: bool) -> int:
        """Pass over what is left up to the bracket that closes it, which is in memory."""
        start = position = self._at
        if within:
            match = _INSIDE.match(self._bytes, start)
            assert match is not None
            position = match.end() + 1
        for token in _TOKEN.finditer(self._bytes, position):
            depth += (token[0] in (b"[", b"{")) - (token[0] in (b"]", b"}"))
            if not depth:
                self._at = token.end()
                break
        return self._at - start
