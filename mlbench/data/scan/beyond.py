"""Values of a stored table that no model takes, counted as they are in a frame."""

from __future__ import annotations

import math

import pyarrow as pa
from pyarrow import parquet

from mlbench.data.remarks import Event, Topic
from mlbench.data.repair import LARGEST
from mlbench.data.scan.layout import layout_of, open_part
from mlbench.data.scan.rows import opened
from mlbench.data.stored import StoredTable


def without_infinite_stored(stored: StoredTable, target: str | None) -> list[Event]:
    """Return the columns of all rows that have infinite or too large values, with their number.

    Wherever a stored table is read they are missing, so nothing is left to be repaired. The
    statistics of Parquet files tell which columns need to be counted at all.

    Parameters
    ----------
    stored : StoredTable
        All rows.
    target : str, optional
        The column to leave out.
    """
    doubtful = [name for name in _doubtful(stored) if name != target]
    if not doubtful:
        return []
    with opened(stored) as rows:
        figures = ", ".join(_counted(rows.columns[name].called) for name in doubtful)
        question = f"SELECT {figures} FROM {rows.source}"  # noqa: S608 - names are quoted
        counts = rows.database.execute(question).fetchone()
    pairs = zip(doubtful, counts, strict=True)
    return [Event(Topic.INFINITE, name, count) for name, count in pairs if count]


def _counted(column: str) -> str:
    value = f"CAST({column} AS DOUBLE)"
    # DuckDB takes what is not a number for larger than any
    return f"count(*) FILTER (abs({value}) > {LARGEST!r} AND NOT isnan({value}))"


def _doubtful(stored: StoredTable) -> list[str]:
    """Return the columns of floats whose bounds are not known to be such as a model takes."""
    floats = {c.stored_name: c.name for c in layout_of(stored) if pa.types.is_floating(c.stored)}
    found: set[str] = set()
    for place in range(len(stored.parts)):
        about = open_part(stored, place).metadata
        for group in range(about.num_row_groups):
            columns = map(about.row_group(group).column, range(about.num_columns))
            named = ((floats.get(column.path_in_schema), column) for column in columns)
            found |= {name for name, column in named if name and not _is_within(column.statistics)}
    return [name for name in floats.values() if name in found]


def _is_within(figures: parquet.Statistics | None) -> bool:
    if figures is None or not figures.has_min_max:
        return False
    bounds = (float(figures.min), float(figures.max))
    return all(math.isfinite(bound) and abs(bound) <= LARGEST for bound in bounds)
