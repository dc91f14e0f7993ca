"""When rows are from, as far as the data says: for choices of rows, and for trends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.kinds import ColumnKind
from mlbench.data.splits.split import IN_TIME

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

Rows = npt.NDArray[np.int64]


def in_time(dataset: Dataset) -> bool:
    """Whether the test rows of a dataset come after its training rows."""
    return dataset.split.kind in IN_TIME


def some_rows(dataset: Dataset, most: int, seed: int) -> Rows:
    """Return positions of at most so many training rows: the latest of a split in time."""
    return np.sort(order_of(dataset, seed)[:most])


def order_of(dataset: Dataset, seed: int) -> Rows:
    """Return positions of the training rows, the latest first, or by chance without time."""
    rows = len(dataset.train_rows)
    if not in_time(dataset):
        return np.random.default_rng(seed).permutation(rows)
    if dataset.split_key is None:
        return np.arange(rows)[::-1]
    return np.argsort(dataset.split_key.iloc[dataset.train_rows].to_numpy(), kind="stable")[::-1]


def clock_of(dataset: Dataset) -> pd.Series | None:
    """Return what says the time of the test rows.

    That is what a split in time goes by, a feature of dates, or the order of the rows after
    a split in time; None where nothing says it.
    """
    if in_time(dataset) and dataset.split_key is not None:
        return dataset.split_key.iloc[dataset.test_rows]
    for name, kind in dataset.kinds.items():
        column = dataset.X_test[name] if kind is ColumnKind.DATETIME else None
        if column is not None and column.notna().all():
            return column
    if in_time(dataset):
        return pd.Series(dataset.test_rows, dataset.X_test.index, name="row order")
    return None
