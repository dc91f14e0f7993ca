"""Rows as they come out of a file, a batch at a time, before they have their types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa

from mlbench.data.reading.conversion import TextColumn
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.typed import Column
from mlbench.data.remarks import Event, Remark

#: Rows of one batch, where a reader can choose.
ROWS = 50_000


def _nothing() -> list[Remark]:
    return []


def _none() -> int:
    return 0


@dataclass(frozen=True)
class Batches:
    """Rows of a file or a query, to go through once.

    Parameters
    ----------
    names : list of str
        The columns' names as they stand in the file; "" where there is none.
    column : callable
        Makes what gives a column its type, from its clean name and the type of its cells.
    pieces : iterator of pyarrow.RecordBatch
        The cells; columns are told by their position.
    remarks : callable
        What was noticed; complete when the pieces have come to their end.
    events : list of Event
        What happened to columns that are not among the names.
    set_aside : callable
        The number of rows that could not be used; complete as late as the remarks.
    """

    names: list[str]
    column: Callable[[str, pa.DataType], Column]
    pieces: Iterator[pa.RecordBatch]
    remarks: Callable[[], list[Remark]] = _nothing
    events: list[Event] = field(default_factory=list)
    set_aside: Callable[[], int] = _none


def text_columns(options: ReadOptions) -> Callable[[str, pa.DataType], Column]:
    """Return what makes columns of text as the options say."""

    def column(name: str, _: pa.DataType) -> Column:
        keep = name in options.keep_text
        return TextColumn(name, options.missing, keep_text=keep, comma=options.decimal == ",")

    return column
