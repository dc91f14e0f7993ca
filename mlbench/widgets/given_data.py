"""Data of whatever kind that is to be explored, as a frame and the code that gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput, did_you_mean, shorten


@dataclass(frozen=True, eq=False)
class GivenData:
    """A frame, and how code names it.

    Attributes
    ----------
    frame : pandas.DataFrame
        The data, not copied.
    name : str
        The variable that code uses.
    opening : tuple of str
        Lines of code that make the variable, where it isn't the caller's own.
    target : int or None
        Position of the column to predict.
    """

    frame: pd.DataFrame
    name: str
    opening: tuple[str, ...] = ()
    target: int | None = None


def given_data(data: Any, target: object, namespaces: list[Mapping[str, Any]]) -> GivenData:
    """Take data as a frame.

    Parameters
    ----------
    data : Any
        A DataFrame or Series of pandas or of a library that knows ``to_pandas()``, a
        :class:`~mlbench.Dataset`, an array, a mapping of columns, or a path.
    target : object
        The name of the column to predict; None for none.
    namespaces : list of mapping
        Where the caller's name for the data is looked for.

    Raises
    ------
    RefusedInput
        It is no table, has no row or no column, or no column of the target's name.
    """
    name = _name_of(data, namespaces)
    frame, code = _as_frame(data, name)
    opening = (f"df = {code}",) if code else ()
    if isinstance(data, (str, Path)):
        opening = ("import mlbench", "", *opening)
    if not len(frame) or not frame.shape[1]:
        raise RefusedInput(
            f"explore() needs rows and columns. Got {len(frame):,} rows and "
            f"{frame.shape[1]:,} columns.",
            next_step="Pass data with something in it.",
        )
    if target is None and isinstance(data, Dataset):
        target = data.target
    place = None if target is None else position_of(frame, target, "target")
    return GivenData(frame, "df" if opening else name, opening, place)


def position_of(frame: pd.DataFrame, name: object, what: str) -> int:
    """Return where a column stands; of several with the name, the first.

    Raises
    ------
    RefusedInput
        There is none of that name.
    """
    names = list(frame.columns)
    if name in names:
        return names.index(name)
    known = [str(each) for each in names]
    raise RefusedInput(
        f"The '{what}' of explore() must be a column. Got {shorten(name)}. "
        f"{did_you_mean(str(name), known)}",
        next_step="Pass the name of a column, or leave it out.",
    )


def _as_frame(data: Any, name: str) -> tuple[pd.DataFrame, str]:
    """Return data as a frame, and the code that makes it; none for a frame."""
    if isinstance(data, pd.DataFrame):
        return data, ""
    if isinstance(data, (pd.Series, pd.Index)):
        return data.to_frame(), f"{name}.to_frame()"
    if isinstance(data, Dataset):
        return data.frame, f"{name}.frame"
    if isinstance(data, (str, Path)):
        return load(str(data)).frame, f"mlbench.load({str(data)!r}).frame"
    if callable(getattr(data, "to_pandas", None)):
        made = data.to_pandas()
        if isinstance(made, pd.Series):
            return made.to_frame(), f"{name}.to_pandas().to_frame()"
        return made, f"{name}.to_pandas()"
    if isinstance(data, (np.ndarray, Mapping)):
        try:
            return pd.DataFrame(data), f"pd.DataFrame({name})"
        except ValueError as error:
            raise _no_table(data, f": {shorten(str(error), 200)}") from None
    if callable(getattr(data, "collect", None)):
        raise _no_table(data, ", which holds no rows yet: pass the result of its collect()")
    raise _no_table(data, "")


def _no_table(data: object, why: str) -> RefusedInput:
    return RefusedInput(
        f"explore() takes a table. Got {type(data).__module__}.{type(data).__qualname__}{why}.",
        next_step="Pass a DataFrame, a Series, a dataset of mlbench, or the path of a data file.",
    )


def _name_of(data: Any, namespaces: list[Mapping[str, Any]]) -> str:
    for namespace in namespaces:
        for name, value in list(namespace.items()):
            if value is data and not name.startswith("_") and name.isidentifier():
                return name
    return "df"
