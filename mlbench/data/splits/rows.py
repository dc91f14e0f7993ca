"""Which rows are held out for the evaluation."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from mlbench.data.splits.groups import by_group, by_group_and_class
from mlbench.data.splits.moments import by_order
from mlbench.data.splits.predefined import by_column
from mlbench.data.splits.split import Parts, Split
from mlbench.errors import DataError, listing


@dataclass(frozen=True)
class _Asked:
    split: Split
    held_out: int
    rows: int
    classes: pd.Series | None
    key: pd.Series | None


def split_rows(
    split: Split, rows: int, classes: pd.Series | None, key: pd.Series | None = None
) -> Parts:
    """Return the ids of the training rows and of the test rows, each in rising order.

    Parameters
    ----------
    split : Split
        How they are chosen.
    rows : int
        The number of rows.
    classes : pandas.Series, optional
        The class of each row; needed for ``stratified`` and ``stratified_group``.
    key : pandas.Series, optional
        The column that the split goes by, as :func:`~mlbench.data.splits.key.key_of`
        checks it.

    Raises
    ------
    DataError
        There are too few rows, groups or moments, or too few rows of a class.

    >>> parts = split_rows(Split("time", 0.25, 0), 8, None)
    >>> parts.train.tolist(), parts.test.tolist()
    ([0, 1, 2, 3, 4, 5], [6, 7])
    """
    held_out = math.ceil(rows * split.test_fraction)
    if split.kind != "predefined" and not 0 < held_out < rows:
        got = "1 row" if rows == 1 else f"{rows:,} rows"
        raise DataError(
            f"The data must have rows to train on and rows to test on. Got {got} "
            f"and a test fraction of {split.test_fraction:g}.",
            next_step="Use more data, or another test_fraction.",
            code="DATA_TOO_SMALL",
        )
    return _WAYS[split.kind](_Asked(split, held_out, rows, classes, key))


def _by_chance(asked: _Asked) -> Parts:
    ids = np.arange(asked.rows, dtype=np.int64)
    stratify = asked.classes if asked.split.kind == "stratified" else None
    if stratify is not None:
        _check_classes(stratify, asked.held_out)
    train, test = train_test_split(
        ids, test_size=asked.held_out, random_state=asked.split.seed, stratify=stratify
    )
    return Parts(np.sort(train), np.sort(test))


def _check_classes(classes: pd.Series, held_out: int) -> None:
    counts = classes.value_counts()
    single = [str(label) for label, count in counts.items() if count == 1]
    if single:
        raise DataError(
            f"Each class of '{classes.name}' must have at least 2 rows for a stratified split. "
            f"Got 1 row of {listing(single)}.",
            next_step="Merge these classes, leave their rows out, or use split='random'.",
            code="TARGET_RARE_CLASS",
        )
    fewer = min(held_out, len(classes) - held_out)
    if fewer < len(counts):
        raise DataError(
            f"A stratified split needs a row of each of the {len(counts):,} classes of "
            f"'{classes.name}' on both sides. Got a side of {fewer:,} only.",
            next_step="Use another test_fraction, more data, or split='random'.",
            code="TARGET_RARE_CLASS",
        )


_WAYS: dict[str, Callable[[_Asked], Parts]] = {
    "random": _by_chance,
    "stratified": _by_chance,
    "group": lambda asked: by_group(asked.split, asked.held_out, asked.key),
    "stratified_group": lambda asked: by_group_and_class(asked.split, asked.classes, asked.key),
    "time": lambda asked: by_order(asked.split, asked.held_out, asked.rows, asked.key),
    "rolling": lambda asked: by_order(asked.split, asked.held_out, asked.rows, asked.key),
    "predefined": lambda asked: by_column(asked.key),
}
