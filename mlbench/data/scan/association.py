"""What single features tell about the target, counted over all stored training rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import entropy

from mlbench.data.codes import sample_of
from mlbench.data.dataset import Dataset
from mlbench.data.scan.figures import ColumnFigures
from mlbench.data.scan.rows import Family, opened
from mlbench.data.scan.sides import held_out
from mlbench.data.scan.tally import Bins, tally

#: Numbers are parted into so many bins with about as many rows each.
BINS = 32
#: So many values of a text column are told apart; the others are taken together.
VALUES = 50


def associate_stored(dataset: Dataset, figures: Mapping[str, ColumnFigures]) -> pd.DataFrame:
    """Return how strongly each feature goes with the target, over all stored training rows.

    Parameters
    ----------
    dataset : Dataset
        One with a target and with rows on disk.
    figures : mapping of str to ColumnFigures
        What a scan said about its columns.

    Returns
    -------
    pandas.DataFrame
        As that of :func:`mlbench.data.association.associate`.

    Notes
    -----
    The mutual information of binned values, from exact counts, with the correction of
    Miller (1955) for the number of cells. Numbers are binned by quantiles, which loses what
    happens within a bin.
    """
    assert dataset.stored is not None
    target = str(dataset.target)
    names = sample_of(dataset).names
    bins = {name: _bins(dataset.frame[name], figures[name], BINS) for name in names}
    classes = dataset.classes
    own = Bins(values=tuple(classes)) if classes else _bins(dataset.y, figures[target], BINS)
    with opened(dataset.stored, without=held_out(dataset)) as rows:
        counts = tally(rows, bins, (target, own))
    information = np.array([_information(counts[name].whole) for name in names])
    whole = entropy(next(iter(counts.values())).whole.sum(axis=1))
    strength = np.sqrt(1 - np.exp(-2 * information))
    if classes:
        strength = np.clip(information / whole, 0, 1) if whole else information * 0
    table = pd.DataFrame(
        {
            "kind": [str(dataset.kinds[name]) for name in names],
            "mutual_information": information,
            "strength": strength,
        },
        index=pd.Index(names, name="feature"),
    )
    return table.sort_values("strength", ascending=False, kind="stable")


def _bins(sample: pd.Series, about: ColumnFigures, most: int) -> Bins:
    """Return bins for a column, by what the rows in memory show of it."""
    if about.family is Family.FLAG:
        return Bins(values=(False, True))
    if about.family is Family.TEXT:
        return Bins(values=tuple(sample.dropna().value_counts().index[:VALUES]))
    if about.minimum is None or about.maximum is None:
        return Bins(edges=(0.0, 1.0))
    values = numbers_of(sample)
    inner = np.quantile(values, np.linspace(0, 1, most + 1)[1:-1], method="higher")
    edges = np.unique([about.minimum, *inner, about.maximum])
    return Bins(edges=(*edges.tolist(), float(np.nextafter(edges[-1], np.inf))))


def numbers_of(column: pd.Series) -> npt.NDArray[np.float64]:
    """Return the values that are there as numbers, of times in microseconds since 1970."""
    present = column.dropna()
    if present.dtype.kind == "M":
        return present.astype("datetime64[us]").to_numpy().astype("int64").astype("float64")
    return present.to_numpy(dtype="float64")


def _information(counts: npt.NDArray[Any]) -> float:
    """Return the mutual information of rows and columns of a table of counts, in nats."""
    total = counts.sum()
    if not total:
        return 0.0
    margins = [counts.sum(axis=axis) for axis in (0, 1)]
    found = sum(entropy(margin) for margin in margins) - entropy(counts.ravel())
    filled = [int((margin > 0).sum()) for margin in margins]
    # each table of counts shows some information by chance
    bias = (int((counts > 0).sum()) - filled[0] - filled[1] + 1) / (2 * total)
    return max(0.0, float(found - bias))
