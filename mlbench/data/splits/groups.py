"""Splits that keep the rows of a group together."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold

from mlbench.data.splits.split import Parts, Split
from mlbench.errors import DataError

#: A share of rows, with classes and groups, is met in parts of at least one in so many.
PARTS = 10


def by_group(split: Split, held_out: int, key: pd.Series | None) -> Parts:
    """Hold out whole groups, drawn by the seed, until about `held_out` rows are held out.

    A group that alone has more rows than are to be held out is learnt from, unless all do.
    """
    codes, sizes = _groups(split, key)
    eligible = np.flatnonzero(sizes <= held_out)
    if not len(eligible):
        eligible = np.array([sizes.argmin()])
    order = np.random.default_rng(split.seed).permutation(eligible)
    order = order[: len(sizes) - 1]
    taken = np.abs(np.cumsum(sizes[order]) - held_out).argmin() + 1
    return _parts(np.isin(codes, order[:taken]))


def by_group_and_class(split: Split, classes: pd.Series | None, key: pd.Series | None) -> Parts:
    """Hold out whole groups such that each class keeps about its share.

    The rows are parted by scikit-learn's ``StratifiedGroupKFold``, of which some parts
    are held out.
    """
    codes, sizes = _groups(split, key)
    assert classes is not None  # asked for before
    labels = pd.factorize(classes)[0]
    most = max(2, min(PARTS, len(sizes), int(np.bincount(labels).max())))
    share = Fraction(split.test_fraction).limit_denominator(most)
    number, taken = max(share.denominator, 2), max(share.numerator, 1)
    if share.denominator == 1:  # rounded to none or all of them
        number, taken = most, 1 if share == 0 else most - 1
    held_out = np.zeros(len(codes), dtype=bool)
    for _, test in stratified_group_folds(labels, codes, number, split.seed)[:taken]:
        held_out[test] = True
    if held_out.all() or not held_out.any():
        raise _too_few(split, len(sizes))
    return _parts(held_out)


def stratified_group_folds(
    labels: npt.NDArray[Any], groups: npt.NDArray[Any], number: int, seed: int
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Return folds with whole groups and, as far as these allow, equal shares of classes."""
    splitter = StratifiedGroupKFold(number, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        # a class with fewer rows than folds is not in each of them
        warnings.filterwarnings("ignore", message="The least populated class")
        return list(splitter.split(np.zeros(len(labels)), labels, groups))


def _groups(
    split: Split, key: pd.Series | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    assert key is not None  # asked for before
    codes, names = pd.factorize(key)
    if len(names) < 2:  # noqa: PLR2004 - a group for each side
        raise _too_few(split, len(names))
    return codes, np.bincount(codes)


def _too_few(split: Split, groups: int) -> DataError:
    return DataError(
        f"A {split.kind} split needs groups of '{split.by}' for both sides. Got {groups:,} in all.",
        next_step="Name another column in split_by, or use split='random'.",
        code="DATA_TOO_SMALL",
    )


def _parts(held_out: npt.NDArray[np.bool_]) -> Parts:
    return Parts(np.flatnonzero(~held_out), np.flatnonzero(held_out))
