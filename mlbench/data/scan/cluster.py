"""A stored table as a Dask DataFrame, for work that is spread over processes or a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from mlbench.data.scan.batches import frame_of_batches, frames
from mlbench.data.scan.layout import layout_of
from mlbench.data.stored import StoredTable
from mlbench.errors import RefusedInput

#: About so many rows make a partition.
ROWS = 1_000_000


def to_dask(
    table: StoredTable | pd.DataFrame, columns: Sequence[str] | None = None, *, rows: int = ROWS
) -> Any:
    """Return a table as a Dask DataFrame, which reads what is stored when it computes.

    Parameters
    ----------
    table : StoredTable or pandas.DataFrame
        The table; each worker must be able to read the files of a stored one.
    columns : sequence of str, optional
        The columns to read; all where left out.
    rows : int
        Rows of a partition, from 1.

    Returns
    -------
    dask.dataframe.DataFrame
        With the types of the dataset's frame, and the row ids as its index, whose
        divisions are known.

    Raises
    ------
    RefusedInput
        Dask is not installed.
    """
    try:
        import dask  # noqa: PLC0415 - an extra
        from dask import dataframe  # noqa: PLC0415 - the same
    except ImportError as error:
        raise RefusedInput(
            "Dask must be installed for this. It is not.",
            next_step="Install it: pip install 'mlbench[dask]'.",
        ) from error
    # text stays the type that it is in every other frame here
    with dask.config.set({"dataframe.convert-string": False}):
        if isinstance(table, pd.DataFrame):
            chosen = table if columns is None else table[list(columns)]
            return dataframe.from_pandas(chosen, chunksize=rows)  # type: ignore[no-untyped-call]
        begins = list(range(0, table.rows, rows))
        return dataframe.from_map(  # type: ignore[no-untyped-call]
            _partition,
            begins,
            stored=table,
            columns=columns,
            rows=rows,
            meta=_nothing(table, columns),
            divisions=(*begins, table.rows - 1),
            label="mlbench",
        )


def _partition(
    begin: int, stored: StoredTable, columns: Sequence[str] | None, rows: int
) -> pd.DataFrame:
    ids = np.arange(begin, min(begin + rows, stored.rows), dtype=np.int64)
    return pd.concat(frames(stored, columns, only=ids))


def _nothing(stored: StoredTable, columns: Sequence[str] | None) -> pd.DataFrame:
    """Return a frame without rows that has the types of all others."""
    layout = layout_of(stored)
    if columns is not None:
        by_name = {column.name: column for column in layout}
        layout = tuple(by_name[name] for name in columns)
    fields = [*((column.name, column.plain) for column in layout), ("__row__", pa.int64())]
    empty = pa.RecordBatch.from_arrays(
        [pa.array([], kind) for _, kind in fields], names=[name for name, _ in fields]
    )
    return frame_of_batches([empty], layout)
