"""Rank correlations over all stored training rows: one pass, whatever their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.scan.batches import batches
from mlbench.data.scan.sides import held_out
from mlbench.live.watch import watched
from mlbench.live.work import Work

Matrix = npt.NDArray[np.float64]
#: Ranks are told apart by so many bins with about as many rows each.
BINS = 256
#: Of more columns than this, the first ones are compared with each other.
COLUMNS = 100


def correlate_stored(dataset: Dataset, names: Sequence[str]) -> pd.DataFrame:
    """Return rank correlations between numeric columns, over all stored training rows.

    Parameters
    ----------
    dataset : Dataset
        One whose rows are on disk; those in memory say where ranks lie.
    names : sequence of str
        Numeric columns that vary; at most the first 100 are looked at.

    Returns
    -------
    pandas.DataFrame
        A square table of Spearman's coefficients, each over the rows that have both values.
        Ranks are rounded to 256 steps.
    """
    assert dataset.stored is not None
    names = list(names[:COLUMNS])
    ranks = [_Ranks.of(dataset.frame[name].iloc[dataset.train_rows]) for name in names]
    sums = np.zeros((4, len(names), len(names)))
    without = held_out(dataset)
    total = dataset.stored.rows - len(without)
    with watched(Work("Correlations", "rows", total=total)) as work:
        for batch in batches(dataset.stored, names, without=without):
            values = [
                rank.steps(batch.column(place).to_numpy(zero_copy_only=False))
                for place, rank in enumerate(ranks)
            ]
            sums += _products(np.column_stack(values))
            work.done += len(batch)
    return pd.DataFrame(_coefficients(sums), index=names, columns=names)


@dataclass(frozen=True)
class _Ranks:
    """Where values stand among all, from -0.5 to 0.5."""

    edges: Matrix
    middles: Matrix

    @classmethod
    def of(cls, sample: pd.Series) -> _Ranks:
        values = np.sort(sample.dropna().to_numpy(dtype="float64"))
        edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1), method="higher"))
        begun = np.searchsorted(values, edges[1:], side="left")
        ends = np.concatenate([[0], begun, [len(values)]]) / len(values)
        return cls(edges, (ends[:-1] + ends[1:]) / 2 - 0.5)

    def steps(self, values: npt.NDArray[np.generic]) -> Matrix:
        numbers = values.astype("float64")
        places = np.searchsorted(self.edges[1:], numbers, side="right")
        steps: Matrix = np.where(np.isnan(numbers), np.nan, self.middles[places])
        return steps


def _products(steps: Matrix) -> Matrix:
    there = ~np.isnan(steps)
    values, present = np.where(there, steps, 0.0), there.astype("float64")
    return np.stack(
        [values.T @ values, values.T @ present, (values**2).T @ present, present.T @ present]
    )


def _coefficients(sums: Matrix) -> Matrix:
    both, ones, squares, rows = sums
    rows = np.maximum(rows, 1)
    spread = squares / rows - (ones / rows) ** 2
    shared = both / rows - (ones / rows) * (ones / rows).T
    with np.errstate(divide="ignore", invalid="ignore"):
        found = shared / np.sqrt(spread * spread.T)
    coefficients: Matrix = np.clip(np.nan_to_num(found), -1, 1)
    return coefficients
