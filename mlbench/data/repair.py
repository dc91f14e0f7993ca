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
    values = numbers.to_numpy()
    # the ends take no memory; missing values are passed over
    lowest = np.fmin.reduce(values, axis=0, initial=np.inf)
    highest = np.fmax.reduce(values, axis=0, initial=-np.inf)
    events, fixed = [], {}
    for position in np.flatnonzero((lowest < -LARGEST) | (highest > LARGEST)):
        name = str(numbers.columns[int(position)])
        if name != target:
            too_large = np.abs(values[:, position]) > LARGEST
            events.append(Event(Topic.INFINITE, name, int(too_large.sum())))
            fixed[name] = frame[name].mask(too_large)
    return (frame.assign(**fixed) if fixed else frame), events
