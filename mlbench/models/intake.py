"""The first step of every pipeline: rows as they come become columns of known types.

A model meets rows from a CSV file, from Parquet, from JSON and from a notebook, with
columns in any order and types that depend on the reader. The intake step turns all of
them into the same few types, or says which column it can't read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from sklearn.base import BaseEstimator, TransformerMixin

from mlbench.data.kinds import ColumnKind
from mlbench.errors import DataError, listing, shorten

#: Larger numbers overflow the 32-bit floats that trees and networks compute with.
LARGEST = 1e38


class Intake(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Select the features a model knows and bring them to canonical types.

    Numbers and booleans become float64 with NaN for missing; categories become text or
    NaN; prose becomes text, empty for missing; dates become timestamps without zone.

    Parameters
    ----------
    kinds : dict of str to str
        Features in the order the model knows them, with their kind.

    Examples
    --------
    >>> intake = Intake({"b": "numeric", "a": "categorical"})
    >>> intake.fit_transform(pd.DataFrame({"a": ["x", None], "b": [True, 2]}))
         b    a
    0  1.0    x
    1  2.0  NaN
    """

    def __init__(self, kinds: dict[str, str]) -> None:
        self.kinds = kinds

    def fit(self, X: pd.DataFrame, y: Any = None) -> Intake:
        """Learn nothing: everything the step knows are its parameters."""
        self.n_features_in_ = len(self.kinds)
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, X: pd.DataFrame) -> pd.DataFrame:
        """Return the features in canonical order and types.

        Raises
        ------
        DataError
            A feature is missing, or holds what its kind can't hold.
        """
        if not isinstance(X, pd.DataFrame):
            raise DataError(
                f"A model takes rows as a pandas DataFrame. Got {type(X).__name__}.",
                next_step="Pass a frame with the columns that the model was trained on.",
            )
        missing = [name for name in self.kinds if name not in X.columns]
        if missing:
            raise DataError(
                f"The rows must have all {len(self.kinds)} features of the model. "
                f"Missing: {listing(missing)}.",
                next_step="Add the missing columns; further columns are passed over.",
                code="FEATURES_MISSING",
            )
        plain = [n for n, kind in self.kinds.items() if kind in _NUMBER_LIKE]
        blocks = [_numbers(X.loc[:, plain])] if plain else []
        others = {n: _CONVERT[k](X[n], n) for n, k in self.kinds.items() if k in _CONVERT}
        if others:
            blocks.append(pd.DataFrame(others, index=X.index))
        return pd.concat(blocks, axis=1) if len(blocks) > 1 else blocks[0]


_NUMBER_LIKE = (ColumnKind.NUMERIC, ColumnKind.BOOLEAN)


def _numbers(block: pd.DataFrame) -> pd.DataFrame:
    try:
        values = block.to_numpy(dtype=np.float64, na_value=np.nan)
    except (TypeError, ValueError):
        values = np.column_stack([_parsed(block[name], str(name)) for name in block.columns])
    with np.errstate(invalid="ignore"):
        wild = np.abs(values) > LARGEST
    if wild.any():
        name = str(block.columns[wild.any(axis=0).argmax()])
        count = int(wild[:, wild.any(axis=0).argmax()].sum())
        raise DataError(
            f"The column '{shorten(name, 60)}' must hold finite numbers of at most 1e38. "
            f"Got infinite or larger ones in {count:,} rows.",
            next_step="Correct these values, or leave them empty.",
            code="FEATURE_NOT_FINITE",
        )
    return pd.DataFrame(values, columns=block.columns, index=block.index)


def _parsed(column: pd.Series, name: str) -> Any:
    numbers = pd.to_numeric(column.astype(object), errors="coerce").astype(np.float64)
    bad = numbers.isna() & column.notna()
    if bad.any():
        raise DataError(
            f"The column '{shorten(name, 60)}' must hold numbers. "
            f"Got {shorten(repr(column[bad].iloc[0]), 60)} and {int(bad.sum()) - 1:,} more.",
            next_step="Correct these values, or leave them empty.",
            code="FEATURE_NOT_NUMERIC",
        )
    return numbers.to_numpy()


def _categories(column: pd.Series, _name: str) -> pd.Series:
    missing = column.isna()
    if types.is_float_dtype(column.dtype) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")  # 1 and 1.0 are the same category
    texts = column.astype(object).map(str, na_action="ignore").to_numpy(dtype=object, copy=True)
    texts[missing.to_numpy()] = np.nan
    return pd.Series(texts, index=column.index, dtype=object)


def _prose(column: pd.Series, _name: str) -> pd.Series:
    texts = column.astype(object).map(str, na_action="ignore")
    return texts.where(column.notna(), "").astype("str")


def _dates(column: pd.Series, name: str) -> pd.Series:
    try:
        dates = pd.to_datetime(column, utc=True, format=None if _is_dated(column) else "ISO8601")
    except (ValueError, TypeError) as error:
        raise DataError(
            f"The column '{shorten(name, 60)}' must hold ISO dates. {shorten(str(error), 200)}",
            next_step="Write dates as 2026-01-31 or 2026-01-31T12:00:00.",
            code="FEATURE_NOT_A_DATE",
        ) from error
    return dates.dt.tz_localize(None).dt.as_unit("us")


def _is_dated(column: pd.Series) -> bool:
    return types.is_datetime64_any_dtype(column.dtype)


_CONVERT: dict[str, Callable[[pd.Series, str], pd.Series]] = {
    ColumnKind.CATEGORICAL: _categories,
    ColumnKind.TEXT: _prose,
    ColumnKind.DATETIME: _dates,
}
