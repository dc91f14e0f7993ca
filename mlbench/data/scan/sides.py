"""Which rows of a dataset are asked: all of them, or those that a model may learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.dataset import Dataset
from mlbench.data.scan.batches import ROW, Ids, batches
from mlbench.data.stored import StoredTable

#: Splits whose test rows are drawn one by one.
_BY_ROW = ("random", "stratified")
#: Splits whose test rows come after all others.
_IN_TIME = ("time", "rolling")


def whole_of(dataset: Dataset, names: Sequence[str]) -> pd.DataFrame | StoredTable:
    """Return what holds all rows: the table on disk, or some columns of those in memory.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    names : sequence of str
        The columns that will be asked for; making thousands ready to be asked takes its time.
    """
    whole = dataset.whole
    return whole[[*dict.fromkeys(names)]] if isinstance(whole, pd.DataFrame) else whole


def held_out(dataset: Dataset) -> Ids:
    """Return the stored rows that nothing may be learnt from, in rising order.

    The test rows themselves; and where whole groups or a stretch of time are held out, the
    stored rows of these, whether they are among the rows in memory or not.

    Parameters
    ----------
    dataset : Dataset
        One whose rows are on disk.
    """
    assert dataset.stored is not None
    assert dataset.row_ids is not None
    test, train = dataset.row_ids[dataset.test_rows], dataset.row_ids[dataset.train_rows]
    kind, by = dataset.split.kind, dataset.split.by
    if kind in _BY_ROW:
        return test
    if by is None:
        return np.arange(train[-1] + 1, dataset.stored.rows, dtype=np.int64)
    keys = {side: _column(dataset, by, ids) for side, ids in (("test", test), ("train", train))}
    found = []
    for batch in batches(dataset.stored, [by]):
        values = batch.column(0)
        if kind in _IN_TIME:
            apart = pc.greater(values, pc.max(keys["train"]))
        else:
            apart = pc.invert(pc.is_in(values, pc.unique(keys["train"])))
        found.append(batch.column(ROW).filter(pc.fill_null(apart, True)).to_numpy())
    return np.concatenate(found)


def _column(dataset: Dataset, name: str, ids: Ids) -> pa.Array:
    assert dataset.stored is not None
    pieces = [batch.column(0) for batch in batches(dataset.stored, [name], only=ids)]
    return pa.concat_arrays(pieces)
