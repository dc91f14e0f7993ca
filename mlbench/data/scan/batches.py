"""Rows of a stored table, batch by batch: in their order, in bounded memory, as in a frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.reading.parquet import told
from mlbench.data.reading.plain import as_plain
from mlbench.data.repair import LARGEST
from mlbench.data.scan.layout import StoredColumn, layout_of, open_part, refuse_unknown
from mlbench.data.stored import StoredTable

Ids = npt.NDArray[np.int64]


def batches(
    stored: StoredTable,
    columns: Sequence[str] | None = None,
    *,
    rows: int = 65_536,
    only: Ids | None = None,
    without: Ids | None = None,
) -> Iterator[pa.RecordBatch]:
    """Read a stored table batch by batch, in the order of its rows.

    Memory is bounded by the size of a batch and of a piece of a file, whatever the number
    of rows. Names, types and missing values are those of the dataset's frame: bool, int64,
    float64 without infinite values, timestamps in microseconds, text.

    Parameters
    ----------
    stored : StoredTable
        The table.
    columns : sequence of str, optional
        Names of the dataset; all where left out.
    rows : int
        The most rows of a batch, from 1.
    only, without : numpy.ndarray of int64, optional
        Row ids, in rising order, from 0 over all parts: those to read, or to leave out.

    Yields
    ------
    pyarrow.RecordBatch
        At least one row each, with the row ids as the last column, ``__row__``.

    Raises
    ------
    DataError
        A column is not in the table, or a part can't be read.
    """
    chosen = _chosen(layout_of(stored), columns)
    begins = 0
    for place in range(len(stored.parts)):
        file = open_part(stored, place)
        names = [column.stored_name for column in chosen]
        ends = begins + file.metadata.num_rows
        if only is not None and not _ids_between(only, begins, ends).size:
            begins = ends
            continue
        for piece in told(stored.parts[place], file.iter_batches(batch_size=rows, columns=names)):
            ids = np.arange(begins, begins + len(piece), dtype=np.int64)
            begins += len(piece)
            kept = _kept(ids, only, without)
            if len(piece) and (kept is None or len(kept)):
                yield _plain_batch(piece, chosen, ids, kept)


def frames(
    stored: StoredTable,
    columns: Sequence[str] | None = None,
    *,
    rows: int = 65_536,
    only: Ids | None = None,
    without: Ids | None = None,
) -> Iterator[pd.DataFrame]:
    """Read a stored table as frames of bounded size, whose index holds the row ids.

    Parameters
    ----------
    stored, columns, rows, only, without
        As those of :func:`batches`.

    Yields
    ------
    pandas.DataFrame
        Each with the same types: whole numbers of which some are missing anywhere in the
        table are float64 in all of them, and so on.
    """
    chosen = _chosen(layout_of(stored), columns)
    for batch in batches(stored, columns, rows=rows, only=only, without=without):
        yield frame_of_batches([batch], chosen)


def frame_of_batches(
    pieces: Sequence[pa.RecordBatch], columns: Sequence[StoredColumn]
) -> pd.DataFrame:
    """Return batches of :func:`batches` as one frame, whose index holds the row ids."""
    frame: pd.DataFrame = pa.Table.from_batches(pieces).to_pandas(self_destruct=True)
    types = {}
    for column in columns:
        if column.missing and pa.types.is_integer(column.plain):
            types[column.name] = "float64"
        elif column.missing and pa.types.is_boolean(column.plain):
            types[column.name] = "boolean"
    return frame.astype(types).set_index(ROW).rename_axis(None)


#: The name of the column that holds the row ids.
ROW = "__row__"


def _chosen(
    layout: tuple[StoredColumn, ...], columns: Sequence[str] | None
) -> tuple[StoredColumn, ...]:
    if columns is None:
        return layout
    by_name = {column.name: column for column in layout}
    refuse_unknown(columns, list(by_name))
    return tuple(by_name[name] for name in columns)


def _ids_between(ids: Ids, begins: int, ends: int) -> Ids:
    low, high = np.searchsorted(ids, [begins, ends])
    return ids[low:high]


def _kept(ids: Ids, only: Ids | None, without: Ids | None) -> Ids | None:
    """Return the places of the rows to keep; None for all of them."""
    if (only is None and without is None) or not len(ids):
        return None
    begins, ends = int(ids[0]), int(ids[-1]) + 1
    mask = np.ones(len(ids), dtype=bool)
    if only is not None:
        mask[:] = False
        mask[_ids_between(only, begins, ends) - begins] = True
    if without is not None:
        mask[_ids_between(without, begins, ends) - begins] = False
    return np.flatnonzero(mask)


def _plain_batch(
    piece: pa.RecordBatch, columns: Sequence[StoredColumn], ids: Ids, kept: Ids | None
) -> pa.RecordBatch:
    if kept is not None:
        piece, ids = piece.take(pa.array(kept)), ids[kept]
    arrays = [
        plain_array(piece.column(place), column.plain) for place, column in enumerate(columns)
    ]
    names = [*(column.name for column in columns), ROW]
    return pa.RecordBatch.from_arrays([*arrays, pa.array(ids)], names=names)


def plain_array(column: pa.Array, plain: pa.DataType) -> pa.Array:
    """Return values as the type that they are to be seen as."""
    column = as_plain(column, plain)
    if pa.types.is_floating(plain):
        # beyond what a model takes, and not a number: missing, as in a frame
        usable = pc.less_equal(pc.abs(column), LARGEST)
        return pc.if_else(usable, column, pa.scalar(None, plain))
    return column
