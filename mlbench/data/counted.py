"""How often values occur in a column: plain numbers by sorting, everything else by hashing.

NumPy sorts a million numbers in a tenth of the time that a table of them takes to be made,
and in order they tell their median and their ends as well.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

#: Rows in which the first of several most frequent values is looked for at a time.
_AT_A_TIME = 4096


class Counted(NamedTuple):
    """How often values occur.

    Attributes
    ----------
    missing : int
        Rows without a value.
    distinct : int
        Different values.
    top : object
        The most frequent value, of several the one that comes first; None where there is none.
    times : int
        How often that one occurs.
    ordered : array of shape (rows with a value,), optional
        The values in order, where they are plain numbers.
    """

    missing: int
    distinct: int
    top: Any
    times: int
    ordered: npt.NDArray[Any] | None = None


def count(column: pd.Series) -> Counted:
    """Count the values of a column.

    Examples
    --------
    >>> counted = count(pd.Series([2.0, None, 1.0, 2.0, 1.0]))
    >>> counted.missing, counted.distinct, counted.top, counted.times, counted.ordered
    (1, 2, np.float64(2.0), 2, array([1., 1., 2., 2.]))
    """
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiu":
        return _of_numbers(column.to_numpy())
    codes, values = pd.factorize(column)
    present = codes[codes >= 0]
    counts = np.bincount(present, minlength=1)
    best = int(counts.argmax())
    top = values[best] if len(values) else None
    return Counted(len(codes) - len(present), len(values), top, int(counts[best]))


def _of_numbers(values: npt.NDArray[Any]) -> Counted:
    present = values[~np.isnan(values)] if values.dtype.kind == "f" else values
    missing = len(values) - len(present)
    if not len(present):
        return Counted(missing, 0, None, 0, present)
    ordered = np.sort(present)
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    counts = np.diff(starts, append=len(ordered))
    most = int(counts.max())
    top = _first_of(ordered[starts[counts == most]], present)
    return Counted(missing, len(starts), top, most, ordered)


def _first_of(wanted: npt.NDArray[Any], values: npt.NDArray[Any]) -> Any:
    """Return the first value that is one of some; these are in order."""
    for start in range(0, len(values), _AT_A_TIME):
        part = values[start : start + _AT_A_TIME]
        places = np.minimum(np.searchsorted(wanted, part), len(wanted) - 1)
        found = np.flatnonzero(wanted[places] == part)
        if len(found):
            return part[found[0]]
    raise AssertionError("none of them is there")
