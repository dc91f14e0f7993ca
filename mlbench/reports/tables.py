"""Cutting long and wide tables of HTML text, before anything slow looks at them.

This works on text, tag by tag, and is no guard: what it returns is sanitised after.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mlbench.reports.long_text import LongText
from mlbench.reports.phrases import count_text

ROW_LIMIT = 60
COLUMN_LIMIT = 40

_TAGS = re.compile(r"<(/?)(table|thead|tr|t[dh])(?=[\s>/])", re.IGNORECASE)
_ROW = re.compile(r"<tr(?=[\s>/])", re.IGNORECASE)
_ROW_END = re.compile(r"</tr(?=[\s>])|<tr(?=[\s>/])|</table(?=[\s>])", re.IGNORECASE)
_CELL = re.compile(r"<t[dh](?=[\s>/])", re.IGNORECASE)
_TABLE_END = re.compile(r"</table(?=[\s>])", re.IGNORECASE)


@dataclass
class _Cut:
    """Where the scan of one text stands."""

    html: str
    rows: int
    columns: int
    position: int = 0
    kept: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    in_head: bool = False
    row: int = 0
    cell: int = 0
    widest: int = 0

    def skip(self, start: int, end: int) -> None:
        """Leave out a stretch of the text."""
        self.kept.append(self.html[self.position : start])
        self.position = end


def cut_tables(
    html: str, rows: int = ROW_LIMIT, columns: int = COLUMN_LIMIT
) -> tuple[str, list[str]]:
    """Return HTML text whose tables have at most so many rows and columns, and what was cut.

    >>> text = "<table>" + "<tr><td>1</td></tr>" * 5 + "</table>"
    >>> cut_tables(text, rows=2)
    ('<table><tr><td>1</td></tr><tr><td>1</td></tr></table>', ['The first 2 of 5 rows are shown.'])
    """
    cut = _Cut(html, rows, columns)
    match = _TAGS.search(html)
    while match:
        end = _step(cut, match)
        match = _TAGS.search(html, end)
    cut.kept.append(html[cut.position :])
    _note_columns(cut)
    return "".join(cut.kept), cut.notes


def _step(cut: _Cut, match: re.Match[str]) -> int:
    """Look at one tag; return where to go on."""
    closing, tag = match[1], match[2].lower()
    if tag == "thead":
        cut.in_head = not closing
    elif tag == "table":
        _note_columns(cut)
        cut.row, cut.in_head = 0, False
    elif tag == "tr" and not closing:
        cut.cell = 0
        cut.row += not cut.in_head
        if cut.row > cut.rows:
            return _skip_rows(cut, match.start())
    elif tag in ("td", "th") and not closing:
        cut.cell += 1
        cut.widest = max(cut.widest, cut.cell)
        if cut.cell > cut.columns:
            return _skip_cells(cut, match.start())
    return match.end()


def _skip_rows(cut: _Cut, start: int) -> int:
    found = _TABLE_END.search(cut.html, start)
    end = found.start() if found else len(cut.html)
    total = cut.rows + sum(1 for _ in _ROW.finditer(cut.html, start, end))
    if isinstance(cut.html, LongText) and start <= cut.html.at <= end:
        total += cut.html.rows
    cut.notes.append(f"The first {cut.rows} of {count_text(total, 'row')} are shown.")
    cut.skip(start, end)
    return end


def _skip_cells(cut: _Cut, start: int) -> int:
    found = _ROW_END.search(cut.html, start)
    end = found.start() if found else len(cut.html)
    more = sum(1 for _ in _CELL.finditer(cut.html, start, end))
    cut.widest = max(cut.widest, cut.columns + more)
    cut.skip(start, end)
    return end


def _note_columns(cut: _Cut) -> None:
    if cut.widest > cut.columns:
        total = count_text(cut.widest, "column")
        cut.notes.append(f"The first {cut.columns} of {total} are shown.")
    cut.widest = 0
