"""Table against table, cell by cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mlbench.errors import shorten
from mlbench.reports.comparison.texts import compare_texts
from mlbench.reports.comparison.tolerance import Moments, Tolerance

#: Columns that tell how long something took.
_DURATIONS = re.compile(
    r"(?:^|[_\W])(?:seconds?|secs?|minutes|elapsed|duration|took|"
    r"(?:fit|score|run|cpu|wall)[ _]time)(?:$|[_\W])",
    re.IGNORECASE,
)
#: Cells of one table that are told apart by name.
TOLD = 20


@dataclass
class Table:
    """The texts of a table.

    Attributes
    ----------
    head : list of str
        The last row of the head.
    rows : list of list of str
        All rows of the body, and of the head where there is no body.
    """

    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows, and cells of the widest."""
        return len(self.rows), max((len(row) for row in self.rows), default=0)


class _Reader(HTMLParser):
    """Collects tables; what else the HTML says goes to `text`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.text: list[str] = []
        self._row: list[str] | None = None
        self._in_cell = self._in_head = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        elif tag == "table":
            self.tables.append(Table())
        elif tag == "thead":
            self._in_head = True
        elif tag == "tr" and self.tables:
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._row.append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        elif tag == "thead":
            self._in_head = False
        elif tag in ("td", "th"):
            self._in_cell = False
        elif tag == "tr" and self._row is not None:
            table = self.tables[-1]
            if self._in_head:
                table.head = self._row
            table.rows.append(self._row)
            self._row = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._in_cell and self._row:
            self._row[-1] = f"{self._row[-1]} {data}".strip()
        elif data.strip():
            self.text.append(data.strip())


def read_html(source: str) -> tuple[list[Table], str]:
    """Return the tables of HTML text, and the text outside of them.

    >>> read_html("<p>Two</p><table><tr><td>1</td><td>2</td></tr></table>")
    ([Table(head=[], rows=[['1', '2']])], 'Two')
    """
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.tables, "\n".join(reader.text)


def compare_tables(
    reference: Table, other: Table, tolerance: Tolerance, moments: Moments
) -> list[str]:
    """Return what differs between two tables, one sentence a cell; empty when they are alike.

    Columns whose name says that they hold durations are passed over.
    """
    if reference.shape != other.shape or reference.head != other.head:
        return [_shapes(reference, other)]
    told: list[str] = []
    more = 0
    for number, (one, two) in enumerate(zip(reference.rows, other.rows, strict=True), 1):
        for column, (a, b) in enumerate(zip(one, two, strict=False)):
            name = reference.head[column] if column < len(reference.head) else ""
            if a == b or _DURATIONS.search(name):
                continue
            if compare_texts(a, b, tolerance, moments, clocks=False) is None:
                continue
            if len(told) < TOLD:
                told.append(f"{_place(one, number, name, column)}: {_short(a)} became {_short(b)}")
            else:
                more += 1
    return [*told, f"and {more:,} more cells"] if more else told


def _shapes(reference: Table, other: Table) -> str:
    if reference.shape != other.shape:
        sizes = [" by ".join(f"{n:,}" for n in table.shape) for table in (reference, other)]
        return f"a table of {sizes[0]} cells became one of {sizes[1]}"
    gone = [name for name in reference.head if name not in other.head]
    new = [name for name in other.head if name not in reference.head]
    if gone or new:
        return f"columns {_short(', '.join(gone))} became {_short(', '.join(new))}"
    return "the columns stand in another order"


def _place(row: list[str], number: int, name: str, column: int) -> str:
    label = row[0] if column and row[0] else str(number)
    return f"row '{_short(label)}', column '{_short(name or str(column + 1))}'"


def _short(text: str) -> str:
    return shorten(" ".join(text.split()), 80) or "nothing"
