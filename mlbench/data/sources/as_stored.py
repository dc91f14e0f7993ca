"""Parquet files that are large, and can stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from mlbench.data.memory import memory_for_rows
from mlbench.data.reading.columns import clean_names
from mlbench.data.reading.evidence import EXACT
from mlbench.data.reading.parquet import usable_columns
from mlbench.data.sources.files import is_parquet
from mlbench.data.sources.parts import common_values
from mlbench.data.stored import StoredTable

#: A value of text takes so many bytes besides its letters.
_TEXT = 16


def as_stored(name: str, parts: Sequence[Path]) -> StoredTable | None:
    """Return Parquet files as a stored table, where their rows would not fit into memory.

    None where they fit, where they are no Parquet files, where their schemas or the names of
    their folders differ, and where a column needs another
    type first: whole numbers that may be beyond 2^53, times with a zone, decimals.

    Parameters
    ----------
    name : str
        The table's name.
    parts : sequence of Path
        Files, in order.
    """
    if not parts or not all(map(is_parquet, parts)) or any(map(common_values, parts)):
        return None
    try:
        files = [parquet.read_metadata(part) for part in parts]
        schema = files[0].schema.to_arrow_schema()
    except (pa.ArrowException, OSError):
        return None
    if len(parts) > 1 and not _same_schema(parts):
        return None
    given, places, events = usable_columns(schema)
    if sum(map(_size, files)) <= memory_for_rows():
        return None
    fields = [schema.field(place) for place in places]
    if not given or not all(_stays(files, field) for field in fields):
        return None
    names, found = clean_names(given, parts[0].name)
    rows = sum(file.num_rows for file in files)
    used = dict(zip(given, names, strict=True))
    return StoredTable(name, tuple(parts), rows, used, events=(*events, *found))


def _size(file: parquet.FileMetaData) -> int:
    """Return about how many bytes the rows of a file take in memory."""
    text = sum(_is_text(field.type) for field in file.schema.to_arrow_schema())
    groups = sum(file.row_group(place).total_byte_size for place in range(file.num_row_groups))
    plain: int = max(groups, file.num_rows * file.num_columns * 8)
    return plain + int(file.num_rows) * int(text) * _TEXT


def _stays(files: Sequence[parquet.FileMetaData], field: pa.Field) -> bool:
    kind = field.type
    if pa.types.is_integer(kind):
        return all(_is_short(file, field.name) for file in files)
    if pa.types.is_timestamp(kind):
        return kind.tz is None
    plain = (pa.types.is_boolean, pa.types.is_float32, pa.types.is_float64)
    return _is_text(kind) or any(is_plain(kind) for is_plain in plain)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_short(file: parquet.FileMetaData, name: str) -> bool:
    """Whether a column's whole numbers are known to be within 2^53."""
    paths = [file.schema.column(place).path for place in range(file.num_columns)]
    for group in range(file.num_row_groups):
        seen = file.row_group(group).column(paths.index(name)).statistics
        if seen is None or not seen.has_min_max:
            return False
        if seen.min < -EXACT or seen.max > EXACT:
            return False
    return True


def _same_schema(files: Sequence[Path]) -> bool:
    """Whether Parquet files have the same columns of the same types in the same order."""
    first = parquet.read_schema(files[0])
    return all(parquet.read_schema(file).equals(first) for file in files[1:])
