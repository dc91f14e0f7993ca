"""Values that no model takes: infinite ones, and those beyond what a 32-bit float holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mlbench.data.remarks import Event, Topic

#: Trees of scikit-learn compute with 32-bit floats, which end at 3.4e38.
LARGEST = 1e38


def without_infinite(frame: pd.DataFrame, target: str | None) -> tuple[pd.DataFrame, list[Event]]:
    """Return the table with infinite and too large features set to missing.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    target : str, optional
        The column to leave alone.

    Returns
    -------
    frame : pandas.DataFrame
        The table; the same object where nothing had to be done.
    events : list of Event
        The columns it happened in, with their number of rows.

    >>> fixed, events = without_infinite(pd.DataFrame({"x": [1.0, float("inf")]}), None)
    >>> fixed["x"].tolist(), events[0].rows
    ([1.0, nan], 1)
    """
    numbers = frame.select_dtypes("float64")
    too_large = np.abs(numbers.to_numpy()) > LARGEST
    counts = too_large.sum(axis=0)
    events, fixed = [], {}
    for position in np.flatnonzero(counts):
        name = str(numbers.columns[int(position)])
        if name != target:
            events.append(Event(Topic.INFINITE, name, int(counts[position])))
            fixed[name] = frame[name].mask(too_large[:, position])
    return (frame.assign(**fixed) if fixed else frame), events
