"""Splits that a column of the data declares."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.raw import PART, RawTable
from mlbench.data.remarks import Remark, Topic
from mlbench.data.request import Request
from mlbench.data.splits.key import refusal
from mlbench.data.splits.split import Parts
from mlbench.errors import DataError, listing, shorten

#: What a column may call the rows to learn from, and those held out.
TRAIN = ("train", "training", "fit", "learn", "val", "valid", "validation", "dev")
TEST = ("test", "testing", "holdout", "held-out", "held_out")


def with_part(request: Request, table: RawTable) -> Request:
    """Return a request for a predefined split with the column that the data brings for it.

    Raises
    ------
    DataError
        No column is named, and the data brings none.
    """
    if not request.wants_parts:
        return request
    if PART not in table.roles:
        raise refusal(
            "A predefined split must name its column in 'split_by', for the data "
            f"'{shorten(table.name, 60)}' brings no split of its own. Got none."
        )
    return replace(request, split_by=table.roles[PART])


def unasked_part(table: RawTable, request: Request) -> tuple[dict[str, str], list[Remark]]:
    """Return the column of a split that the data brings and nobody asked for, and a word on it.

    It tells nothing about its row, so it is no feature. A column that is called so but says
    something else, such as the part of a machine, stays one.

    Parameters
    ----------
    table : RawTable
        The data.
    request : Request
        What was asked for.

    Returns
    -------
    dict of str to str
        The column and why it is no feature; empty where there is none.
    list of Remark
        That it is there, and how it is asked for.
    """
    column = table.roles.get(PART)
    if column is None or column in {request.split_by, request.target or table.target}:
        return {}, []
    values = table.frame[column]
    if types.is_numeric_dtype(values.dtype) or not _words(values).isin([*TRAIN, *TEST]).all():
        return {}, []
    name = shorten(column, 60)
    text = f"The data brings a split of its own, in '{name}'; split: predefined asks for it."
    return {column: "it names the parts of a split that was not asked for"}, [
        Remark(Topic.SPLIT, text)
    ]


def by_column(key: pd.Series | None) -> Parts:
    """Read from a column which rows are held out.

    Parameters
    ----------
    key : pandas.Series
        Words such as ``train`` and ``test`` in any case (rows for validation are learnt
        from, in folds), or true, or 1, for the rows held out.

    Raises
    ------
    DataError
        A value that says neither, or no row on one of the sides.
    """
    assert key is not None  # asked for before
    if types.is_numeric_dtype(key.dtype):  # booleans among them
        values = key.astype("float64")
        odd, held_out = ~values.isin([0, 1]), values == 1
    else:
        words = _words(key)
        odd, held_out = ~words.isin([*TRAIN, *TEST]), words.isin(TEST)
    if odd.any():
        raise refusal(
            f"The column '{key.name}' must say 'train' or 'test' in each row, or be true where a "
            f"row is held out. Got {listing(key[odd].unique()[:8])}."
        )
    tests = held_out.to_numpy(dtype=bool)
    if tests.all() or not tests.any():
        raise DataError(
            f"The column '{key.name}' must hold out some rows and leave some to train on. "
            f"Got {int(tests.sum()):,} of {len(tests):,} held out.",
            next_step="Correct the column, or use another split.",
            code="DATA_TOO_SMALL",
        )
    return Parts(np.flatnonzero(~tests), np.flatnonzero(tests))


def _words(values: pd.Series) -> pd.Series:
    return values.astype("str").str.strip().str.lower()
