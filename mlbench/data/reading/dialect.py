"""The separator of a delimited file, found from its first lines."""

from __future__ import annotations

import csv
import io
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mlbench.data.reading.options import AUTO, WHITESPACE

#: Separator -> what a sentence calls it; the order decides between equals.
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
#: So much of the file, and so many of its records, are looked at.
LOOK = 262_144
#: What a separator of several characters is replaced by: ASCII's own sign for it.
UNIT = "\x1f"
RECORDS = 100

_limit_lock = threading.Lock()


@contextmanager
def long_fields() -> Iterator[None]:
    """Let the csv module read fields of any length inside this block."""
    with _limit_lock:
        before = csv.field_size_limit(sys.maxsize)
        try:
            yield
        finally:
            csv.field_size_limit(before)


@dataclass(frozen=True)
class Dialect:
    """How the lines of a file are cut into fields.

    Parameters
    ----------
    separator : str
        What stands between two fields: characters, or ``"whitespace"``.
    width : int
        The number of fields that most records have.
    found : bool
        Whether the separator was found, and not given.
    """

    separator: str
    width: int
    found: bool

    @property
    def cut(self) -> str:
        """The one character that stands between two fields once lines are made plain."""
        if self.separator == WHITESPACE:
            return "\t"
        return self.separator if len(self.separator) == 1 else UNIT

    @property
    def word(self) -> str:
        """What a sentence calls the separator."""
        return SEPARATORS.get(self.separator, "run of blanks")


def find_dialect(head: bytes, asked: str) -> Dialect:
    r"""Return the separator that cuts the first records most evenly.

    Blanks are taken for one only where nothing else is, and where they cut every line into
    as many fields, most of them numbers.

    Parameters
    ----------
    head : bytes
        The first lines of the file in UTF-8.
    asked : str
        The separator, or ``"auto"``.

    >>> find_dialect(b"a;b\n1,5;2\n2,5;3\n", "auto").separator
    ';'
    >>> find_dialect(b"id x\n1 2.5\n2 3.5\n", "auto").word
    'run of blanks'
    """
    text = head[:LOOK].decode("utf-8", "ignore")
    if len(head) > LOOK:
        text = text[: text.rfind("\n") + 1] or text
    if asked != AUTO:
        return Dialect(asked, _width(text, asked), found=False)
    scores = {separator: _score(text, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])
    if scores[best][1] <= 1:
        width = _width_by_blanks(text)
        if width > 1:
            return Dialect(WHITESPACE, width, found=True)
    return Dialect(best, scores[best][1], found=True)


def _width(text: str, separator: str) -> int:
    if separator == WHITESPACE:
        return len(next((line.split() for line in text.splitlines() if line.strip()), []))
    cut = separator if len(separator) == 1 else UNIT
    return _score(text.replace(separator, cut), cut)[1]


def _width_by_blanks(text: str) -> int:
    """Return the number of fields that blanks cut all lines into; 1 where they don't."""
    lines = [line.split() for line in text.splitlines() if line.strip()][:RECORDS]
    fields = [field for line in lines[1:] for field in line]
    numbers = sum(map(is_number, fields))
    even = len({len(line) for line in lines}) == 1
    return len(lines[0]) if even and fields and numbers > len(fields) / 2 else 1


def is_number(text: str) -> bool:
    """Whether a text reads as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _score(text: str, separator: str) -> tuple[float, int]:
    """Return the share of records with the usual number of fields, and that number."""
    widths: Counter[int] = Counter()
    with long_fields():
        try:
            for record in csv.reader(io.StringIO(text), delimiter=separator):
                if record:
                    widths[len(record)] += 1
                if widths.total() >= RECORDS:
                    break
        except csv.Error:
            return 0.0, 0
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width == 1:
        return 0.0, 1
    return count / widths.total(), width
