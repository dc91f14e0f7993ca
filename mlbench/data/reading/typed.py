"""Columns that come with types, brought to the few types that reading text gives too."""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.reading.evidence import EXACT
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
        self._given = kind.value_type if pa.types.is_dictionary(kind) else kind
        self._rows = self._beyond = 0

    def see(self, cells: pa.Array) -> None:
        """Look at a piece of the column."""
        self._rows += len(cells)
        if pa.types.is_integer(self._given):
            self._beyond += _rows_beyond(_values(cells))

    def settle(self) -> tuple[pa.DataType, list[Event]]:
        """Return the type of all pieces that were seen, and what happened on the way."""
        given = self._given
        if self._beyond:
            return pa.string(), [Event(Topic.LONG_INTEGERS, self.name, self._beyond)]
        zoned = pa.types.is_timestamp(given) and given.tz
        return plain_type(given), [Event(Topic.TIME_ZONE, self.name, self._rows)] if zoned else []

    def typed(self, cells: pa.Array) -> pa.Array:
        """Return a piece of the column in the type that was settled, with nulls."""
        values = _values(cells)
        kind, _ = self.settle()
        if pa.types.is_duration(self._given):
            seconds = values.cast(pa.duration("us"), safe=False).cast(pa.int64())
            return pc.divide(seconds.cast(pa.float64()), 1e6)
        return values.cast(kind, safe=not pa.types.is_timestamp(kind))


def is_usable(kind: pa.DataType) -> bool:
    """Whether a column of a type can be used: no lists, structures or raw bytes."""
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return not (
        pa.types.is_nested(value)
        or pa.types.is_binary(value)
        or pa.types.is_large_binary(value)
        or pa.types.is_binary_view(value)
        or pa.types.is_fixed_size_binary(value)
        or pa.types.is_interval(value)
    )


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return which one of the few plain types stands for a type, long numbers left aside.

    >>> plain_type(pa.int8()), plain_type(pa.date32()), plain_type(pa.time32("s"))
    (DataType(int64), TimestampType(timestamp[us]), DataType(string))
    """
    if pa.types.is_boolean(kind):
        return pa.bool_()
    if pa.types.is_integer(kind):
        return pa.int64()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return pa.timestamp("us")
    numbers = (pa.types.is_floating, pa.types.is_decimal, pa.types.is_null, pa.types.is_duration)
    return pa.float64() if any(is_number(kind) for is_number in numbers) else pa.string()


def _values(cells: pa.Array) -> pa.Array:
    return cells.dictionary_decode() if pa.types.is_dictionary(cells.type) else cells


def _rows_beyond(cells: pa.Array) -> int:
    bounds = pc.min_max(cells).as_py()
    low, high = bounds["min"] or 0, bounds["max"] or 0
    if low >= -EXACT and high <= EXACT:
        return 0
    beyond = pc.greater(cells, pa.scalar(EXACT, cells.type))
    if low < 0:
        beyond = pc.or_(beyond, pc.less(cells, pa.scalar(-EXACT, cells.type)))
    return int(pc.sum(beyond).as_py() or 0)
