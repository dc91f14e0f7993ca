"""Rows in which no column has a value: they stay, and are counted."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.remarks import Remark, Topic


def blank_rows(columns: Sequence[pa.Array | pa.ChunkedArray]) -> int:
    """Return the number of rows without any value.

    >>> blank_rows([pa.array([1, None, None]), pa.array(["a", "b", None])])
    1
    """
    blank = None
    # most tables have a column that is never empty: begin with the fullest
    for column in sorted(columns, key=lambda one: one.null_count):
        if not column.null_count:
            return 0
        gone = pc.is_null(column)
        blank = gone if blank is None else pc.and_(blank, gone)
    return 0 if blank is None else pc.sum(blank).as_py() or 0


def said_of_blank_rows(rows: int) -> list[Remark]:
    """Return what is said of rows without any value."""
    return [Remark(Topic.FILE, f"Rows without any value: {rows:,}.")] if rows else []
