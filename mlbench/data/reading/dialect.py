"""The separator of a delimited file, found from its first lines."""

from __future__ import annotations

import csv
import io
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

#: Separator -> what a sentence calls it; the order decides between equals.
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
#: So much of the file, and so many of its records, are looked at.
LOOK = 262_144
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


def find_separator(data: bytes) -> str:
    r"""Return the separator that cuts the first records most evenly.

    Parameters
    ----------
    data : bytes
        The file in UTF-8.

    >>> find_separator(b"a;b\n1,5;2\n2,5;3\n")
    ';'
    """
    text = data[:LOOK].decode("utf-8", "ignore")
    if len(data) > LOOK:
        text = text[: text.rfind("\n") + 1] or text
    scores = {separator: _score(text, separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


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
