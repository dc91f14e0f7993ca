"""The text of a file as plain lines, a piece at a time, and what a first look at it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mlbench.data.reading.dialect import UNIT, Dialect
from mlbench.data.reading.encoding import Encoding, decoded
from mlbench.data.reading.options import WHITESPACE
from mlbench.errors import DataError

#: Blanks are no separators within quotes.
_FIELD = re.compile(rb'"(?:[^"]|"")*"|[^ \t\r\f\v]+')


@dataclass
class Comments:
    """How many comments the last walk through a text met.

    Attributes
    ----------
    lines : int
        All of them.
    between : int
        Those with rows before and behind.
    """

    lines: int = 0
    between: int = 0
    _waiting: int = 0
    _begun: bool = False

    def begin(self) -> None:
        """Forget what was met before."""
        self.lines = self.between = self._waiting = 0
        self._begun = False

    def without(self, lines: bytes, sign: bytes) -> bytes:
        """Return whole lines with a blank one for each comment."""
        kept = lines.split(b"\n")
        for place, line in enumerate(kept):
            if line.startswith(sign):
                kept[place] = b""
                self.lines += 1
                self._waiting += self._begun
            elif line.strip():
                self.between += self._waiting
                self._waiting, self._begun = 0, True
        return b"\n".join(kept)


@dataclass(frozen=True)
class PlainText:
    """A file as lines of UTF-8 with one character between fields, to go through repeatedly.

    Lines keep their number: a comment becomes a blank line.

    Parameters
    ----------
    content : iterable of bytes
        The file's bytes.
    encoding : Encoding
        How they are read as text.
    old_ends : bool
        Whether lines end as on old Macs.
    dialect : Dialect
        How lines are cut into fields.
    comment : str
        What lines begin with that are no rows; "" for none.
    where : str
        The file's name, for errors.
    comments : Comments
        How many of these there are, complete after a walk through all of it.
    """

    content: Iterable[bytes]
    encoding: Encoding
    old_ends: bool
    dialect: Dialect
    comment: str
    where: str
    comments: Comments = field(default_factory=Comments)

    def __iter__(self) -> Iterator[bytes]:
        """Give the text, some at a time.

        Raises
        ------
        DataError
            The text holds the character that is to stand between fields.
        """
        pieces = plain_pieces(self.content, self.encoding, old_ends=self.old_ends)
        long = len(self.dialect.separator) > 1
        return self._by_line(pieces) if long or self.comment else pieces

    def _by_line(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        self.comments.begin()
        for lines in whole_lines(pieces):
            text = self.comments.without(lines, self.comment.encode()) if self.comment else lines
            if self.dialect.separator == WHITESPACE:
                text = b"\n".join(map(_squeezed, text.split(b"\n")))
            elif len(self.dialect.separator) > 1:
                self._refuse_unit(text)
                text = text.replace(self.dialect.separator.encode(), UNIT.encode())
            yield text

    def _refuse_unit(self, text: bytes) -> None:
        if UNIT.encode() in text:
            raise DataError(
                f"{self.where} must not hold the control sign 0x1f for a separator of several "
                "characters. Got one.",
                next_step="Remove these signs from the file, or pass another separator.",
            )


def plain_pieces(
    content: Iterable[bytes], encoding: Encoding, *, old_ends: bool
) -> Iterator[bytes]:
    """Give the text of a file as UTF-8 without NUL bytes, with line ends that have a newline."""
    for piece in decoded(content, encoding):
        text = piece.replace(b"\0", b"") if b"\0" in piece else piece
        yield text.replace(b"\r", b"\n") if old_ends else text


def whole_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    r"""Give pieces that end where a line ends.

    >>> list(whole_lines([b"a\nb", b"c\nd"]))
    [b'a\n', b'bc\n', b'd']
    """
    waiting: list[bytes] = []
    for piece in pieces:
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield b"".join([*waiting, piece[:cut]])
            waiting = []
        waiting.append(piece[cut:])
    rest = b"".join(waiting)
    if rest:
        yield rest


def _squeezed(line: bytes) -> bytes:
    return b"\t".join(_FIELD.findall(line) if b'"' in line else line.split())
