"""Which rows are held out for the evaluation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.model_selection import train_test_split

from mlbench.errors import DataError, listing

SplitKind = Literal["random", "stratified", "time"]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """How the test rows are chosen.

    Parameters
    ----------
    kind : {"random", "stratified", "time"}
        ``stratified`` keeps the share of each class; ``time`` takes the last rows in
        the order of the file.
    test_fraction : float
        The share of rows held out, in (0, 1).
    seed : int
        The seed of the choice; without effect for ``time``.
    """

    kind: SplitKind
    test_fraction: float
    seed: int


def split_rows(split: Split, rows: int, classes: pd.Series | None) -> tuple[Rows, Rows]:
    """Return the ids of the training rows and of the test rows, each in rising order.

    Parameters
    ----------
    split : Split
        How they are chosen.
    rows : int
        The number of rows.
    classes : pandas.Series, optional
        The class of each row; needed for ``stratified``.

    Raises
    ------
    DataError
        There are too few rows, or too few of a class.

    >>> train, test = split_rows(Split("time", 0.25, 0), 8, None)
    >>> train.tolist(), test.tolist()
    ([0, 1, 2, 3, 4, 5], [6, 7])
    """
    held_out = math.ceil(rows * split.test_fraction)
    if not 0 < held_out < rows:
        raise DataError(
            f"The data must have rows to train on and rows to test on. Got {rows:,} rows "
            f"and a test fraction of {split.test_fraction:g}.",
            next_step="Use more data, or another test_fraction.",
            code="DATA_TOO_SMALL",
        )
    ids = np.arange(rows, dtype=np.int64)
    if split.kind == "time":
        return ids[: rows - held_out], ids[rows - held_out :]
    stratify = classes if split.kind == "stratified" else None
    if stratify is not None:
        _check_classes(stratify, held_out)
    train, test = train_test_split(
        ids, test_size=held_out, random_state=split.seed, stratify=stratify
    )
    return np.sort(train), np.sort(test)


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
