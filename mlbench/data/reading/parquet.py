"""Reading Parquet files, whose columns come with types."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import parquet

from mlbench.data.reading.conversion import EXACT
from mlbench.data.remarks import Event, Topic
from mlbench.errors import DataError, shorten

#: What pandas names a stored index that has no name.
_INDEX = "__index_level_"


def read_parquet(path: Path) -> tuple[pa.Table, list[Event]]:
    """Read a Parquet file.

    Whole numbers beyond 2^53 become text, since a model's floats can't tell them apart;
    decimals become floats; columns of lists, structures or raw bytes are left out.

    Returns
    -------
    table : pyarrow.Table
        Its columns, under the names of the file, which may occur twice.
    events : list of Event
        What happened on the way.

    Raises
    ------
    DataError
        The file is no Parquet file.
    """
    try:
        # By hand and not by pandas: pandas would bring back names that are no text.
        table = parquet.ParquetFile(path).read()
    except pa.ArrowException as error:
        raise DataError(
            f"{path.name} must be a Parquet file. It can't be read: {shorten(str(error), 200)}.",
            next_step="Write the file again, or pass it under its own suffix.",
        ) from error
    columns: list[pa.ChunkedArray] = []
    names: list[str] = []
    events: list[Event] = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if name.startswith(_INDEX):
            events.append(Event(Topic.LEFT_OUT, name, details=("a stored index",)))
            continue
        if _is_nested(column.type):
            events.append(Event(Topic.LEFT_OUT, name, details=("neither text nor a number",)))
            continue
        value, found = _plain(name, column)
        columns.append(value)
        names.append(name)
        events += found
    return pa.table(columns, names=names), events


def _is_nested(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        pa.types.is_nested(value)
        or pa.types.is_binary(value)
        or pa.types.is_large_binary(value)
        or pa.types.is_fixed_size_binary(value)
        or pa.types.is_interval(value)
    )


def _plain(name: str, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[Event]]:
    """Return a column as one of the types that reading text gives too."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain(name, column.cast(kind.value_type))
    if pa.types.is_null(kind):
        return column.cast(pa.float64()), []
    if pa.types.is_integer(kind):
        return _whole(name, column)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return column.cast(pa.float64()), []
    if pa.types.is_timestamp(kind):
        local = column.cast(pa.timestamp("us"), safe=False)
        return local, [Event(Topic.TIME_ZONE, name, len(column))] if kind.tz else []
    if pa.types.is_date(kind):
        return column.cast(pa.timestamp("us")), []
    if pa.types.is_duration(kind):
        seconds = column.cast(pa.duration("us"), safe=False).cast(pa.int64())
        return pc.divide(seconds.cast(pa.float64()), 1e6), []
    if pa.types.is_boolean(kind):
        return column, []
    return column.cast(pa.string()), []


def _whole(name: str, column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, list[Event]]:
    bounds = pc.min_max(column).as_py()
    low, high = bounds["min"] or 0, bounds["max"] or 0
    if low >= -EXACT and high <= EXACT:
        return column.cast(pa.int64()), []
    beyond = pc.greater(column, pa.scalar(EXACT, column.type))
    if low < 0:
        beyond = pc.or_(beyond, pc.less(column, pa.scalar(-EXACT, column.type)))
    rows = pc.sum(beyond).as_py() or 0
    return column.cast(pa.string()), [Event(Topic.LONG_INTEGERS, name, rows)]
