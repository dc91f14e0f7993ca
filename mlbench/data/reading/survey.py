"""A first walk through a text: what is in it that decides how it has to be read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PAIR = re.compile(rb"\n(?=\n)")


@dataclass
class Survey:
    """What is in a text.

    Attributes
    ----------
    size : int
        Its bytes.
    quotes : int
        Its double quotes.
    odd_quotes : bool
        Whether a quote stands where neither a field begins nor one ends.
    blanks_before : bool
        Whether blanks stand between a separator and a quote.
    backslashes : bool
        Whether a backslash stands before a quote.
    blank_lines : int
        Blank lines between lines that hold something.
    is_blank : bool
        Whether there is no text in it at all.
    """

    size: int = 0
    quotes: int = 0
    odd_quotes: bool = False
    blanks_before: bool = False
    backslashes: bool = False
    blank_lines: int = 0
    is_blank: bool = True


def survey(pieces: Iterable[bytes], cut: str) -> Survey:
    r"""Walk through a text.

    Parameters
    ----------
    pieces : iterable of bytes
        The text.
    cut : str
        The one character between fields.

    >>> found = survey([b'a,b\n\n1,"x"\n'], ",")
    >>> found.quotes, found.odd_quotes, found.blank_lines
    (2, False, 1)
    """
    sign = re.escape(cut.encode())
    inside = rb'[^"\r\n' + sign + rb"]"
    odd = re.compile(inside + rb'"' + inside)
    apart = re.compile(sign + rb'[ \t]+"')
    found = Survey()
    tail, run = b"\n", 0
    for piece in pieces:
        found.size += len(piece)
        around = tail + piece
        if b'"' in around:
            found.quotes += piece.count(b'"')
            found.blanks_before = found.blanks_before or bool(apart.search(around))
            found.odd_quotes = found.odd_quotes or bool(odd.search(around))
            found.backslashes = found.backslashes or b'\\"' in around
        lines = piece.replace(b"\r", b"")
        if found.is_blank:
            lines = lines.lstrip(b"\n")
            found.is_blank = not lines.strip()
        found.blank_lines += len(_PAIR.findall(b"\n" + lines if run else lines))
        ending = len(lines) - len(lines.rstrip(b"\n"))
        run = run + ending if ending == len(lines) else ending
        tail = around[-2:]
    found.blank_lines -= max(0, run - 1)
    return found
