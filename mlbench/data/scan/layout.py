"""Which columns a stored table has, and as what each of them is to be seen.

A frame is read whole, so its types follow from all of its values. Files are read piece by
piece, and every piece must come out alike: what decides (missing values, whole numbers that
a float can't hold) is looked up beforehand, in the statistics that Parquet files keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyarrow import compute as pc
from pyarrow import parquet

from mlbench.data.reading.evidence import EXACT
from mlbench.data.reading.parquet import open_parquet
from mlbench.data.reading.plain import plain_type, value_type
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, did_you_mean, shorten


@dataclass(frozen=True)
class StoredColumn:
    """A column of a stored table.

    Parameters
    ----------
    stored_name : str
        Its name in the files.
    name : str
        Its name in the dataset.
    stored : pyarrow.DataType
        Its type in the files, the values' own where they are kept in a dictionary.
    plain : pyarrow.DataType
        As what it is seen: bool, int64, float64, timestamp in microseconds, or string.
    missing : bool
        Whether values may be missing.
    """

    stored_name: str
    name: str
    stored: pa.DataType
    plain: pa.DataType
    missing: bool


def layout_of(stored: StoredTable) -> tuple[StoredColumn, ...]:
    """Return the columns of a stored table, in its order.

    Raises
    ------
    DataError
        A part can't be read, or lacks a column.
    """
    schema = open_part(stored, 0).schema_arrow
    columns = {name: value_type(_field(schema, name, stored).type) for name in stored.names}
    whole = {name for name, kind in columns.items() if pa.types.is_integer(kind)}
    missing, long = _look(stored, whole)
    return tuple(
        StoredColumn(
            stored_name,
            stored.names[stored_name],
            kind,
            pa.string() if stored_name in long else plain_type(kind),
            stored_name in missing,
        )
        for stored_name, kind in columns.items()
    )


def open_part(stored: StoredTable, place: int) -> parquet.ParquetFile:
    """Open a part for reading piece by piece.

    Raises
    ------
    DataError
        It is no Parquet file, or not there any more.
    """
    # A buffer, so that a piece is read and not a column's whole share of a row group.
    return open_parquet(stored.parts[place], buffer_size=1 << 20, pre_buffer=False)


def refuse_unknown(asked: Sequence[str], known: Sequence[str]) -> None:
    """Refuse to look at a column that a table has not.

    Raises
    ------
    DataError
        There is no such column.
    """
    there = set(known)
    for name in asked:
        if name not in there:
            raise DataError(
                f"The columns to read must be among those of the table. Got '{shorten(name)}'. "
                f"{did_you_mean(name, known)}",
                next_step="Correct the name.",
                code="DATA_OPTION",
            )


def _field(schema: pa.Schema, name: str, stored: StoredTable) -> pa.Field:
    if name not in schema.names:
        raise DataError(
            f"{stored.parts[0].name} must have the column '{shorten(name)}'. It has not.",
            next_step="Read the source again.",
            code="DATA_FORMAT",
        )
    return schema.field(name)


def _look(stored: StoredTable, whole: set[str]) -> tuple[set[str], set[str]]:
    """Return the columns with missing values, and those with whole numbers past 2^53."""
    missing: set[str] = set()
    long: set[str] = set()
    for place in range(len(stored.parts)):
        file = open_part(stored, place)
        for group in range(file.num_row_groups):
            about = file.metadata.row_group(group)
            columns = (about.column(position) for position in range(about.num_columns))
            for column in (column for column in columns if column.path_in_schema in stored.names):
                name, figures = column.path_in_schema, column.statistics
                if figures is None or not figures.has_null_count or figures.null_count:
                    missing.add(name)
                if name in whole and _is_long(file, group, name, figures):
                    long.add(name)
    return missing, long


def _is_long(file: parquet.ParquetFile, group: int, name: str, figures: Any) -> bool:
    if figures is not None and figures.has_min_max:
        low, high = figures.min, figures.max
    else:
        bounds = pc.min_max(file.read_row_group(group, columns=[name]).column(0)).as_py()
        low, high = bounds["min"] or 0, bounds["max"] or 0
    return bool(low < -EXACT or high > EXACT)
