"""Folds of the training rows that keep the promise of the split: groups, and time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit

from mlbench.data.label_sets import strata
from mlbench.data.splits.groups import stratified_group_folds
from mlbench.data.splits.moments import before, moments_of
from mlbench.data.splits.split import GROUPED, IN_TIME, Rows
from mlbench.errors import DataError, shorten
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

Folds = list[tuple[Rows, Rows]]
_FEWEST = 2


def folds(dataset: Dataset, number: int, seed: int = 0) -> Folds:
    """Part the training rows of a dataset into folds.

    Whole groups for a split by groups; for a split by time each fold is tested on rows
    after those it learns from, with the gap of the split between them; stratified for
    classes; random otherwise. The folds of ``rolling`` are as long as the test part
    (rolling origin), those of ``time`` as long as each other (``TimeSeriesSplit``).

    Parameters
    ----------
    dataset : Dataset
        Its training rows are parted.
    number : int
        The number of folds, in [2, :func:`most_folds`].
    seed : int
        The seed of the folds, in [0, 2**32); without effect in time.

    Returns
    -------
    list of (numpy.ndarray of int64, numpy.ndarray of int64)
        Positions among the training rows, as `X_train` has them: to learn from, to
        validate on.

    Raises
    ------
    DataError
        The training rows can't be parted into so many.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> parts = folds(load("sklearn:iris", "target", split="time"), 3)
    >>> [(len(learn), int(learn.max()), int(validate.min())) for learn, validate in parts]
    [(28, 27, 28), (56, 55, 56), (84, 83, 84)]
    """
    most, why = most_folds(dataset)
    if not _FEWEST <= number <= most:
        raise DataError(
            f"The number of folds must be in [2, {most:,}]: {why}. Got {number:,}.",
            next_step="Ask for fewer folds, or use another split.",
            code="DATA_TOO_SMALL",
        )
    if dataset.split.kind in IN_TIME:
        return _in_time(dataset, number)
    rows = np.zeros(len(dataset.train_rows))
    labels = _labels(dataset, number)
    if dataset.split.kind in GROUPED:
        groups = _groups(dataset)
        if labels is not None:
            return stratified_group_folds(labels, groups, number, seed)
        return list(GroupKFold(number, shuffle=True, random_state=seed).split(rows, groups=groups))
    splitter: Any = KFold if labels is None else StratifiedKFold
    return list(splitter(number, shuffle=True, random_state=seed).split(rows, labels))


def most_folds(dataset: Dataset) -> tuple[int, str]:
    """Return the most folds that the rows, groups or windows of a split allow, and why.

    Returns
    -------
    int
        From 0; fewer than 2 can't be made.
    str
        Half a sentence, as ``there are 4 groups of 'patient'``.
    """
    rows, split = len(dataset.train_rows), dataset.split
    is_class = dataset.task is not None and dataset.task.is_classification
    # a rare label may be missing from a fold, where a rare class may not
    is_class = is_class and dataset.task is not Task.MULTILABEL
    counts = dataset.y_train.value_counts() if is_class else None
    if split.kind in GROUPED:
        groups = int(_groups(dataset).max()) + 1
        most = groups if counts is None else min(groups, int(counts.iloc[0]))
        return most, f"there are {groups:,} groups of '{split.by}' to train on"
    if split.kind == "rolling":
        test = len(dataset.test_rows)
        return (
            (rows - 1) // test,
            f"each fold is tested on {test:,} rows as the test part is, and {rows:,} precede it",
        )
    if split.kind == "time":
        return rows - 1, f"there are {rows:,} training rows in time order"
    if counts is not None:
        few, rarest = int(counts.iloc[-1]), shorten(str(counts.index[-1]), 60)
        return few, f"class '{rarest}' has only {few:,} rows"
    return rows, f"there are {rows:,} training rows"


def _labels(dataset: Dataset, number: int) -> Rows | None:
    """Return what folds keep the shares of: classes, or the rarest label of each row."""
    if dataset.task is None or not dataset.task.is_classification:
        return None
    y = dataset.y_train
    if dataset.task is Task.MULTILABEL:
        y = strata(y, fewest=number)
    codes: Rows = pd.factorize(y)[0]
    return codes


def _in_time(dataset: Dataset, number: int) -> Folds:
    split, ids = dataset.split, dataset.train_rows
    key = None if dataset.split_key is None else dataset.split_key.iloc[ids]
    moments, gap = moments_of(split, len(ids), key)
    order = np.argsort(moments, kind="stable")
    size = len(dataset.test_rows) if split.kind == "rolling" else None
    windows = [window for _, window in TimeSeriesSplit(number, test_size=size).split(order)]
    # rows of one moment are in one window, the one that begins with it
    begins = [moments[order[window[0]]] for window in windows]
    parts = []
    for place, begin in enumerate(begins):
        ends = moments < begins[place + 1] if place + 1 < number else np.ones(len(ids), bool)
        learn, validate = before(moments, begin, gap), (moments >= begin) & ends
        if not (learn.any() and validate.any()):
            raise _too_few_moments(dataset, number, begin)
        parts.append((np.flatnonzero(learn), np.flatnonzero(validate)))
    return parts


def _too_few_moments(dataset: Dataset, number: int, begin: Any) -> DataError:
    gap = f" and the gap of {dataset.split.gap}" if dataset.split.gap else ""
    return DataError(
        f"Each of {number} folds in time must have rows to learn from and rows to validate on. "
        f"The fold that begins at {begin} has none before it{gap}, or none of its own.",
        next_step="Ask for fewer folds, or use a smaller gap.",
        code="DATA_TOO_SMALL",
    )


def _groups(dataset: Dataset) -> Rows:
    assert dataset.split_key is not None  # a split by groups has one
    codes: Rows = pd.factorize(dataset.split_key.iloc[dataset.train_rows])[0]
    return codes
