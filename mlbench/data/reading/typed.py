"""Columns that come with types, brought to the few types that reading text gives too."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.reading.evidence import EXACT
from mlbench.data.reading.plain import as_plain, is_list_of_texts, plain_type, value_type
from mlbench.data.remarks import Event, Topic


class Column(Protocol):
    """What gives a column its type; all pieces are seen before the first one is typed."""

    def see(self, cells: pa.Array) -> None:
        """Look at a piece of the column."""

    def settle(self) -> tuple[pa.DataType | None, list[Event]]:
        """Return the type of all pieces that were seen, and what happened on the way.

        None is the type of a column that can't be used.
        """

    def typed(self, cells: pa.Array) -> pa.Array:
        """Return a piece of the column in the type that was settled, with nulls."""


class TypedColumn:
    """A column that has a type.

    Whole numbers beyond 2^53 become text, since a model's floats can't tell them apart;
    decimals become floats, and spans of time seconds.

    Parameters
    ----------
    name : str
        The column's name, for the events.
    kind : pyarrow.DataType
        Its type; see :func:`is_usable`.
    """

    def __init__(self, name: str, kind: pa.DataType) -> None:
        self.name = name
        self._given = value_type(kind)
        self._rows = self._beyond = 0

    def see(self, cells: pa.Array) -> None:
        """Look at a piece of the column."""
        self._rows += len(cells)
        if pa.types.is_integer(self._given):
            self._beyond += _rows_beyond(as_plain(cells, self._given))

    def settle(self) -> tuple[pa.DataType, list[Event]]:
        """Return the type of all pieces that were seen, and what happened on the way."""
        given = self._given
        if self._beyond:
            return pa.string(), [Event(Topic.LONG_INTEGERS, self.name, self._beyond)]
        if is_list_of_texts(given):
            return pa.string(), [Event(Topic.LISTS, self.name)]
        zoned = pa.types.is_timestamp(given) and given.tz
        return plain_type(given), [Event(Topic.TIME_ZONE, self.name, self._rows)] if zoned else []

    def typed(self, cells: pa.Array) -> pa.Array:
        """Return a piece of the column in the type that was settled, with nulls."""
        kind, _ = self.settle()
        return as_plain(cells, kind)


def is_usable(kind: pa.DataType) -> bool:
    """Whether a column of a type can be used: no structures, raw bytes, or lists of them."""
    value = value_type(kind)
    return is_list_of_texts(value) or not (
        pa.types.is_nested(value)
        or pa.types.is_binary(value)
        or pa.types.is_large_binary(value)
        or pa.types.is_binary_view(value)
        or pa.types.is_fixed_size_binary(value)
        or pa.types.is_interval(value)
    )


def _rows_beyond(cells: pa.Array) -> int:
    bounds = pc.min_max(cells).as_py()
    low, high = bounds["min"] or 0, bounds["max"] or 0
    if low >= -EXACT and high <= EXACT:
        return 0
    beyond = pc.greater(cells, pa.scalar(EXACT, cells.type))
    if low < 0:
        beyond = pc.or_(beyond, pc.less(cells, pa.scalar(-EXACT, cells.type)))
    return int(pc.sum(beyond).as_py() or 0)
