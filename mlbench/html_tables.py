"""Tables of pandas as HTML: text begins at the left, numbers end at the right.

pandas aligns everything right. What a column holds is told by its cells as they are shown,
since a report sees nothing else of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

#: What text gets; tables that bring styles of their own are left alone.
_STYLE = ' style="text-align: start"'
_TAGS = re.compile(r"<(/?)(table|thead|tr|td|th)(?=[\s>])([^<>]*)>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: A number as people write it: a mark before it, a unit of a few letters behind it.
_NUMBER = re.compile(
    r"[~<>≤≥≈±]?\s*[-+\N{MINUS SIGN}]?[$€£]?\s*(?:\d[\d,.'\N{NARROW NO-BREAK SPACE}]*|\.\d+)"
    r"(?:e[+-]?\d+)?\s*(?:%|[a-zµ°]{1,3})?",
    re.IGNORECASE,
)
_NOTHING = frozenset(["", "nan", "none", "nat", "<na>", "inf", "-inf", "...", "\N{EM DASH}", "-"])
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&nbsp;", " "))


@dataclass
class _Cell:
    """A cell without attributes: its column, and where its tag, its content and its end are."""

    column: int
    tag: int
    begins: int
    ends: int
    in_head: bool


@dataclass
class _Table:
    """A table of pandas as far as it has been walked through."""

    cells: list[_Cell] = field(default_factory=list)
    column: int = -1
    in_head: bool = False
    has_spans: bool = False


def text_left(source: str, mark: str = _STYLE) -> str:
    """Return HTML in which the columns of text of tables of pandas begin at the left.

    Parameters
    ----------
    source : str
        HTML as :meth:`pandas.DataFrame.to_html` makes it, with anything around it. Cells
        with attributes, and tables with cells that span several, are left as they are.
    mark : str
        The attribute that cells of text get, with the blank before it.

    >>> text_left('<table class="dataframe"><tr><td>1</td><td>a</td></tr></table>', " X")
    '<table class="dataframe"><tr><td>1</td><td X>a</td></tr></table>'
    """
    if "dataframe" not in source:
        return source
    places = sorted(place for table in _tables(source) for place in _places(source, table))
    pieces = (source[begin:end] for begin, end in pairwise([0, *places, len(source)]))
    return mark.join(pieces)


def _tables(source: str) -> Iterator[_Table]:
    table: _Table | None = None
    for found in _TAGS.finditer(source):
        closing, name, attributes = found[1], found[2].lower(), found[3]
        if name == "table":
            if table is not None:
                yield table
            table = _Table() if not closing and "dataframe" in attributes else None
        elif table is not None:
            _walk(table, name, found, opens=not closing)
    if table is not None:
        yield table


def _walk(table: _Table, name: str, found: re.Match[str], *, opens: bool) -> None:
    if name == "thead":
        table.in_head = opens
    elif name == "tr":
        table.column = -1
    elif opens:
        table.column += 1
        table.has_spans |= "span" in found[3].lower()
        if not found[3]:
            cell = _Cell(table.column, found.end() - 1, found.end(), found.end(), table.in_head)
            table.cells.append(cell)
    elif table.cells and table.cells[-1].ends == table.cells[-1].begins:
        table.cells[-1].ends = found.start()


def _places(source: str, table: _Table) -> Iterator[int]:
    """Give where the mark belongs: in the cells of columns of which one holds no number."""
    if table.has_spans:
        return
    texts = {
        cell.column
        for cell in table.cells
        if not cell.in_head and not _is_number(source[cell.begins : cell.ends])
    }
    yield from (cell.tag for cell in table.cells if cell.column in texts)


def _is_number(cell: str) -> bool:
    shown = _TAG.sub("", cell)
    for sign, plain in _ESCAPED:
        shown = shown.replace(sign, plain)
    shown = shown.strip()
    return shown.lower() in _NOTHING or _NUMBER.fullmatch(shown) is not None
