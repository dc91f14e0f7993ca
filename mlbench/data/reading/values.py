"""Columns of loose values, as JSON, sheets and databases have them, one type a value.

Each value is kept as text with a letter before it that says what it was. So values of all
types can stand in one column, on their way to the one type that suits them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.reading.conversion import TextColumn
from mlbench.data.remarks import UNUSABLE, Event, Topic

_NUMBER, _FLAG, _TEXT, _LIST, _OTHER = "n", "b", "s", "l", "x"


def cells_of(values: Sequence[Any]) -> pa.Array:
    """Return values as cells that say what they were.

    >>> cells_of([1, "a", None, True]).to_pylist()
    ['n1', 'sa', None, 'btrue']
    """
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {str}:
        return pc.binary_join_element_wise(_TEXT, pa.array(values, pa.string()), "")
    return pa.array([_cell(value) for value in values], pa.string())


def batch_of(columns: Iterable[Sequence[Any]]) -> pa.RecordBatch:
    """Return columns of values as cells, named by their position."""
    cells = [cells_of(values) for values in columns]
    return pa.RecordBatch.from_arrays(cells, names=[str(place) for place in range(len(cells))])


def _cell(value: Any) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return _FLAG + str(value).lower()
        case str():
            return _TEXT + value
        case int() | float() | Decimal():
            return _NUMBER + str(value) if value == value else None  # noqa: PLR0124 - NaN is not
        case datetime() | date() | time():
            return _TEXT + value.isoformat()
        case timedelta():
            return _NUMBER + str(value.total_seconds())
        case list() if all(isinstance(item, str) for item in value):
            return _LIST + json.dumps(value, ensure_ascii=False)
        case _:
            return _OTHER


class ValueColumn:
    """A column of loose values that gets the type that all of them have.

    Texts stay texts, but for moments, which JSON and SQLite have no type for. Values of
    more than one type become text.

    Parameters
    ----------
    name : str
        The column's name, for the events.
    missing : tuple of str
        Texts that stand for a missing value, besides the empty one.
    """

    def __init__(self, name: str, missing: tuple[str, ...] = ()) -> None:
        self.name = name
        self._text = TextColumn(name, missing, keep_text=True)
        self._kinds: set[str] = set()
        self._rows = 0

    def see(self, cells: pa.Array) -> None:
        """Look at a piece of the column."""
        self._rows += len(cells)
        self._kinds |= set(pc.unique(pc.utf8_slice_codeunits(cells, 0, 1)).to_pylist()) - {None}
        self._text.see(_texts(cells))

    def settle(self) -> tuple[pa.DataType | None, list[Event]]:
        """Return the type of all pieces, None for one that no column can have."""
        if self._kinds == {_LIST}:
            return pa.string(), [Event(Topic.LISTS, self.name)]
        if self._kinds & {_OTHER, _LIST}:
            return None, [Event(Topic.LEFT_OUT, self.name, details=(UNUSABLE,))]
        if len(self._kinds) > 1:
            return pa.string(), [Event(Topic.AS_TEXT, self.name, self._rows)]
        kind, events = self._text.settle()
        if _TEXT not in self._kinds or pa.types.is_timestamp(kind):
            return kind, [event for event in events if event.topic is not Topic.KEPT_TEXT]
        kept = (Topic.BLANKS, Topic.MARKER, Topic.MIXED_TIMES)
        return pa.string(), [event for event in events if event.topic in kept]

    def typed(self, cells: pa.Array) -> pa.Array:
        """Return a piece of the column in the type that was settled, with nulls."""
        return self._text.typed(_texts(cells), self.settle()[0])


def _texts(cells: pa.Array) -> pa.Array:
    return pc.fill_null(pc.utf8_slice_codeunits(cells, 1, None), "")
