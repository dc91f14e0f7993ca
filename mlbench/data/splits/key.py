"""The column that a split goes by, and the gap before the test rows."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.data.splits.split import IN_TIME, Gap, Split
from mlbench.errors import DataError, did_you_mean, shorten

#: Unit of a span of time -> its seconds.
_SECONDS = {"w": 604_800, "d": 86_400, "h": 3_600, "min": 60, "s": 1}
_SPAN = re.compile(rf"(\d{{1,9}}(?:\.\d{{1,9}})?)\s*({'|'.join(_SECONDS)})")


def key_of(split: Split, frame: pd.DataFrame, target: str | None) -> pd.Series | None:
    """Return the column that a split goes by, checked; None where it goes by none.

    Raises
    ------
    DataError
        There is no such column, a row has no value in it, it is the target, or it holds
        no times or numbers where rows are to be put in order.
    """
    name = split.by
    if name is None:
        return None
    names = [str(column) for column in frame.columns]
    if name not in names:
        raise refusal(
            f"The 'split_by' must be one of the {len(names):,} columns. Got '{shorten(name)}'. "
            f"{did_you_mean(name, names)}"
        )
    if name == target:
        raise refusal(f"The 'split_by' must be another column than the target. Got '{name}'.")
    column = frame[name]
    missing = int(column.isna().sum())
    if missing:
        raise refusal(
            f"The column '{shorten(name, 60)}' that the split goes by must have a value in each "
            f"row. {missing:,} of {len(column):,} rows have none, the first is row "
            f"{int(column.isna().to_numpy().argmax()) + 1:,}."
        )
    if split.kind in IN_TIME and not _is_ordered(column):
        raise refusal(
            f"The column '{shorten(name, 60)}' must hold times or numbers to put rows in order. "
            f"Got values such as '{shorten(str(column.iloc[0]), 40)}'."
        )
    return column


def gap_of(split: Split, key: pd.Series | None) -> Gap:
    """Return the gap as a number of rows, a number, or a span of time like the column's values.

    Raises
    ------
    DataError
        The text is no such gap.

    >>> gap_of(Split("time", 0.25, 0, gap="3"), None)
    3
    >>> days = pd.Series(pd.date_range("2026-01-01", periods=2))
    >>> str(gap_of(Split("time", 0.25, 0, by="day", gap="7d"), days))
    '604800000000 microseconds'
    """
    if key is not None and types.is_datetime64_any_dtype(key.dtype):
        return _span(split.gap)
    number = _number(split.gap)
    if key is None and number != int(number):
        raise _no_gap(split.gap, "a whole number of rows")
    return int(number) if key is None else number


def _span(text: str | None) -> np.timedelta64:
    found = _SPAN.fullmatch((text or "0s").strip())
    if found is None:
        raise _no_gap(text, f"a span of time such as 7d; units are {', '.join(_SECONDS)}")
    return np.timedelta64(round(float(found[1]) * _SECONDS[found[2]] * 1_000_000), "us")


def _number(text: str | None) -> float:
    try:
        number = float(text or 0)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise _no_gap(text, "a number from 0")
    return number


def _is_ordered(column: pd.Series) -> bool:
    if types.is_bool_dtype(column.dtype):
        return False
    return types.is_numeric_dtype(column.dtype) or types.is_datetime64_any_dtype(column.dtype)


def _no_gap(text: str | None, expected: str) -> DataError:
    return refusal(f"The 'split_gap' must be {expected}. Got '{shorten(text or '')}'.")


def refusal(sentence: str) -> DataError:
    """Return the error for a split that can't be made as it was asked for."""
    return DataError(
        sentence,
        next_step="Correct the split; mlbench.load() describes all kinds.",
        code="DATA_OPTION",
    )
