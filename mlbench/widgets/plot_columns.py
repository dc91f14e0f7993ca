"""A column as a picture takes it: numbers, moments, or a few categories, and the code for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.api import types

from mlbench.errors import shorten
from mlbench.widgets.sampling import access

#: Categories shown on an axis, and told apart by colour; the rest is "(others)".
ON_AXIS, BY_COLOUR = 20, 6
#: Categories are cut to this many characters.
_LETTERS = 32


class PlotKind(StrEnum):
    """What an axis can make of a column."""

    NUMBER = "number"
    MOMENT = "moment"
    CATEGORY = "category"
    EMPTY = "empty"


@dataclass(frozen=True, eq=False)
class PlotColumn:
    """A column of a sample.

    Parameters
    ----------
    frame : pandas.DataFrame
        The sample.
    position : int
        Which column.
    """

    frame: pd.DataFrame
    position: int

    @cached_property
    def values(self) -> pd.Series:
        """Its values."""
        return self.frame.iloc[:, self.position]

    @property
    def label(self) -> str:
        """Its name as text, bounded."""
        return label_of(self.frame.columns[self.position])

    @cached_property
    def held(self) -> str:
        """What an untyped column holds, as :func:`pandas.api.types.infer_dtype` calls it."""
        return types.infer_dtype(self.values, skipna=True)

    @cached_property
    def kind(self) -> PlotKind:
        """What an axis can make of it."""
        column = self.values
        if column.isna().all():
            return PlotKind.EMPTY
        if types.is_datetime64_any_dtype(column.dtype) or isinstance(column.dtype, pd.PeriodDtype):
            return PlotKind.MOMENT
        if column.dtype == object and self.held in ("datetime", "datetime64", "date"):
            return PlotKind.MOMENT
        if self._is_number:
            finite = np.isfinite(_numbers(column).to_numpy())
            return PlotKind.NUMBER if finite.any() else PlotKind.EMPTY
        return PlotKind.CATEGORY

    @property
    def _is_number(self) -> bool:
        dtype = self.values.dtype
        if types.is_any_real_numeric_dtype(dtype) or types.is_timedelta64_dtype(dtype):
            return True
        numbers = ("integer", "floating", "mixed-integer-float", "decimal")
        return types.is_object_dtype(dtype) and self.held in numbers

    def natural(self, name: str) -> list[str]:
        """Return code that makes a variable of numbers or moments."""
        given = f"sample{access(self.frame, self.position)}"
        column = self.values
        if self.kind is PlotKind.MOMENT:
            if isinstance(column.dtype, pd.PeriodDtype):
                return [f"{name} = {given}.dt.to_timestamp()"]
            return [f"{name} = {given if column.dtype != object else f'pd.to_datetime({given})'}"]
        if types.is_timedelta64_dtype(column.dtype):
            return [f"{name} = {given}.dt.total_seconds()"]
        if not isinstance(column.dtype, np.dtype) or column.dtype == object:
            given = f"{given}.astype(float)"
        if np.isinf(_numbers(column).to_numpy()).any():
            given = f"{given}.replace([np.inf, -np.inf], np.nan)"
        return [f"{name} = {given}"]

    def categories(self, name: str, most: int) -> list[str]:
        """Return code that makes a variable of few texts, the rest of them as "(others)"."""
        given = f"sample{access(self.frame, self.position)}.astype('str').fillna('(missing)')"
        texts = self.values.astype("str")
        if texts.str.len().max() > _LETTERS:
            given = f"{given}.str.slice(0, {_LETTERS})"
            texts = texts.str.slice(0, _LETTERS)
        if texts.str.contains("$", regex=False).any():
            given = f"{given}.str.replace('$', r'\\$')"
        lines = [f"{name} = {given}"]
        if texts.nunique(dropna=False) > most:
            lines += [
                f"top = {name}.value_counts().index[:{most}]",
                f"{name} = {name}.where({name}.isin(top), '(others)')",
            ]
        return lines

    def groups(self, name: str) -> list[str]:
        """Return code that makes a variable to split by, and its levels in order."""
        if self.kind is PlotKind.NUMBER and self.values.nunique() > BY_COLOUR + 1:
            lines = self.natural(name)
            cut = f"{name} = pd.qcut({name}, 4, duplicates='drop')"
            return [*lines, cut, f"levels = {name}.cat.categories"]
        if self.kind is PlotKind.MOMENT:
            cut = f"{name} = pd.qcut({name}, 4, duplicates='drop')"
            return [*self.natural(name), cut, f"levels = {name}.cat.categories"]
        return [*self.categories(name, BY_COLOUR), f"levels = {name}.value_counts().index"]

    @cached_property
    def count(self) -> int:
        """How many categories there are, as they are shown."""
        distinct = self.values.astype("str").str.slice(0, _LETTERS).nunique(dropna=False)
        return min(int(distinct), ON_AXIS + 1)


def label_of(name: object) -> str:
    r"""Return a column's name as a picture may show it; nothing of it is typeset.

    >>> label_of(("cost", "in $"))
    'cost / in \\$'
    """
    text = " / ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return shorten(text, 60).replace("$", r"\$")


def _numbers(column: pd.Series) -> pd.Series:
    if types.is_timedelta64_dtype(column.dtype):
        column = column.dt.total_seconds()
    return column.astype(float)
