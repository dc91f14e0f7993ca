"""The column that says how much each row counts: looked at once, never a feature."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, listing, shorten
from mlbench.statements import number_text

#: Why such a column is no feature.
REASON = "it is the weight of the rows"


def weight_of(frame: pd.DataFrame, name: str, target: str | None) -> pd.Series:
    """Return the weight of every row, as float64.

    Parameters
    ----------
    frame : pandas.DataFrame of shape (rows, columns)
        The table as it was read.
    name : str
        The column with the weights.
    target : str or None
        The column to predict, which can't be the same.

    Returns
    -------
    pandas.Series of shape (rows,)
        In [0, inf).

    Raises
    ------
    DataError
        There is no such column, it is the target or holds no numbers, or a weight is missing,
        infinite or negative.

    Examples
    --------
    >>> weight_of(pd.DataFrame({"w": [1, 2]}), "w", None).tolist()
    [1.0, 2.0]
    """
    names = [str(column) for column in frame.columns]
    if name not in names:
        raise _refusal(
            f"The weight must be one of the {len(names):,} columns. Got '{shorten(name)}'. "
            f"{did_you_mean(name, names)}",
            "Correct the name of the column with the weights.",
            "WEIGHT_UNKNOWN",
        )
    shown = shorten(name, 60)
    if name == target:
        raise _refusal(
            f"The weight must be another column than the target. Got '{shown}' for both.",
            "Name the column that says how much a row counts, or leave the weight out.",
            "WEIGHT_UNKNOWN",
        )
    return pd.Series(check_weights(frame[name]), index=frame.index, name=name)


def check_weights(column: pd.Series) -> npt.NDArray[np.float64]:
    """Return weights as an array, in [0, inf).

    Parameters
    ----------
    column : pandas.Series of shape (rows,)
        The index holds the row ids.

    Raises
    ------
    DataError
        It holds no numbers, or a weight is missing, infinite or negative.
    """
    shown = shorten(str(column.name), 60)
    if types.is_bool_dtype(column.dtype) or not types.is_numeric_dtype(column.dtype):
        raise _refusal(
            f"The weight '{shown}' must hold numbers. Got values such as "
            f"{listing(column.dropna().unique()[:3])}.",
            "Name another column, or write its values as numbers.",
            "WEIGHT_TYPE",
        )
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    _refuse_unusable(values, shown, column.index)
    return values


def _refuse_unusable(values: npt.NDArray[np.float64], shown: str, rows: pd.Index) -> None:
    unusable = ~np.isfinite(values) | (values < 0)
    if unusable.any():
        first = int(unusable.argmax())
        got = "a missing one" if np.isnan(values[first]) else f"{values[first]:g}"
        raise _refusal(
            f"The weight '{shown}' must be a finite number from 0 in each of the {len(values):,} "
            f"rows. Got {got} in row {int(rows[first]) + 1:,}, and "
            f"{int(unusable.sum()):,} such rows in all.",
            "Correct these rows, or leave them out of the file.",
            "WEIGHT_VALUE",
        )


def check_side(weight: pd.Series, rows: npt.NDArray[np.int64], side: str) -> None:
    """Refuse weights that leave nothing on a side of the split.

    Raises
    ------
    DataError
        All rows of that side have weight 0.
    """
    if len(rows) and not weight.to_numpy()[rows].any():
        raise _refusal(
            f"The weight '{shorten(str(weight.name), 60)}' must be above 0 in some {side} row. "
            f"Got 0 in all {len(rows):,}.",
            "Choose another split, or another column.",
            "WEIGHT_VALUE",
        )


def remark_of(weight: pd.Series) -> Remark:
    """Return what is to be said about weights."""
    low, high = float(weight.min()), float(weight.max())
    text = (
        f"'{shorten(str(weight.name), 60)}' is the weight of each row, from {number_text(low)} to "
        f"{number_text(high)}, and no feature. Fits and scores count rows by it."
    )
    return Remark(Topic.LEFT_OUT, text, {str(weight.name): len(weight)})


def _refusal(sentence: str, next_step: str, code: str) -> DataError:
    return DataError(sentence, next_step=next_step, code=code)
