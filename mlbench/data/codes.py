"""Features as one matrix of numbers, for quick looks at single columns.

This is not how models see the data: categories become numbers in no meaningful order,
which is enough to ask how much a single column tells about the target.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.feature_selection import f_classif, f_regression

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.kinds import FILES
from mlbench.data.label_sets import indicators, label_counts
from mlbench.data.roles import NAMES

#: Categories with fewer rows than this in the sample are taken together.
RARE = 5
#: At most this many rows are looked at.
ROWS = 5000
#: At most this many features are looked at closely.
FEATURES = 300

_NUMBERS = (ColumnKind.NUMERIC, ColumnKind.BOOLEAN, ColumnKind.DATETIME)


@dataclass(frozen=True)
class Sample:
    """Some training rows as numbers.

    Parameters
    ----------
    names : list of str
        The features, in the order of the columns of `X`.
    X : numpy.ndarray of float64, shape (rows, features)
        Their values; categories as codes, a missing value as one more value below all.
    discrete : numpy.ndarray of bool, shape (features,)
        Which columns are codes.
    y : numpy.ndarray, shape (rows,)
        The target: class codes or numbers.
    """

    names: list[str]
    X: npt.NDArray[np.float64]
    discrete: npt.NDArray[np.bool_]
    y: npt.NDArray[np.float64]


def sample_of(dataset: Dataset, rows: int = ROWS, seed: int = 0) -> Sample:
    """Return a seeded sample of the training rows, as numbers.

    Columns that name users, items or units are left out, and so are paths of files: they
    tell nothing by themselves. Of more than 300 features, those are taken that differ most
    between the classes, or go best with the target, by the F statistic of scikit-learn.

    Parameters
    ----------
    dataset : Dataset
        One with a target.
    rows : int
        The most rows taken, from 1.
    seed : int
        The seed of the choice.
    """
    frame = dataset.frame.iloc[rows_of(dataset, rows, seed)]
    names = telling(dataset)
    coded = {name: dataset.kinds[name] not in _NUMBERS for name in names}
    X, discrete = as_numbers(frame, coded), np.array(list(coded.values()), dtype=np.bool_)
    target = frame[dataset.y.name]
    is_class = dataset.task is not None and dataset.task.is_classification
    codes = pd.factorize(target, sort=True)[0] if is_class else target.to_numpy()
    y = np.asarray(codes, dtype="float64")
    if X.shape[1] <= FEATURES:
        return Sample(names, X, discrete, y)
    keep = _best(X, y, is_class=is_class)
    return Sample([names[place] for place in keep], X[:, keep], discrete[keep], y)


def rows_of(dataset: Dataset, rows: int, seed: int) -> npt.NDArray[np.int64]:
    """Return the ids of the training rows that are in such a sample."""
    ids = dataset.train_rows
    if len(ids) > rows:
        ids = np.sort(np.random.default_rng(seed).choice(ids, rows, replace=False))
    return ids


def members_of(
    dataset: Dataset, most: int, rows: int, seed: int = 0
) -> dict[str, npt.NDArray[np.float64]]:
    """Return which rows of such a sample have the most frequent labels of a multilabel target.

    Labels that all of these rows have, or none of them, are left out.
    """
    sets = dataset.y.iloc[rows_of(dataset, rows, seed)]
    counts = label_counts(sets)
    names = [label for label, count in counts.most_common() if count < len(sets)][:most]
    table = indicators(sets, names).astype("float64")
    return {label: table[:, place] for place, label in enumerate(names)}


def telling(dataset: Dataset) -> list[str]:
    """Return the features that may tell something by themselves, in their order."""
    naming = {column for role, column in dataset.roles.items() if role in NAMES}
    return [n for n, kind in dataset.kinds.items() if n not in naming and kind not in FILES]


def as_numbers(frame: pd.DataFrame, coded: Mapping[str, bool]) -> npt.NDArray[np.float64]:
    """Return columns as numbers, shape (rows, columns); `coded` says which become codes."""
    columns = [
        _codes(frame[name]) if discrete else _numbers(frame[name])
        for name, discrete in coded.items()
    ]
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))


def _codes(column: pd.Series) -> npt.NDArray[np.float64]:
    codes, _ = pd.factorize(column, sort=True)
    counts = np.bincount(codes + 1)
    rare = counts[codes + 1] < RARE
    return np.where(rare & (codes >= 0), codes.max() + 1, codes).astype("float64")


def _numbers(column: pd.Series) -> npt.NDArray[np.float64]:
    missing = column.isna().to_numpy()
    if column.dtype.kind == "M":
        values = column.astype("datetime64[us]").to_numpy().astype("int64").astype("float64")
    else:
        values = column.to_numpy(dtype="float64", na_value=np.nan)
    if not missing.any():
        return values
    lowest = values[~missing].min() if not missing.all() else 0.0
    return np.where(missing, lowest - 1.0 - 0.01 * abs(lowest), values)


def _best(
    X: npt.NDArray[np.float64], y: npt.NDArray[np.float64], *, is_class: bool
) -> npt.NDArray[np.int64]:
    varies = np.flatnonzero(np.ptp(X, axis=0) > 0)
    with np.errstate(all="ignore"):
        scores, _ = (f_classif if is_class else f_regression)(X[:, varies], y)
    order = np.argsort(-np.nan_to_num(scores, nan=0.0, posinf=np.inf), kind="stable")
    return np.sort(varies[order[:FEATURES]])
