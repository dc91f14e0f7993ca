"""Tables with a column of times: rows and missing values over time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.views.shown import Shown
from mlbench.errors import listing
from mlbench.pictures import Picture, colour_scale

#: Time is cut into so many stretches of the same length.
STRETCHES = 60
#: Columns with missing values that are drawn, those with the most.
COLUMNS = 20


def counts(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many rows there are over time, where a column holds times."""
    name = _time(dataset)
    if name is None:
        return
    times = dataset.frame[name].dropna()
    edges = _edges(times)
    found, _ = np.histogram(_numbers(times), _numbers(pd.Series(edges)))
    empty = int((found == 0).sum())
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 2.6))
        axes.stairs(found, edges, fill=True, alpha=0.8)
        axes.set_ylabel("rows")
        axes.locator_params(axis="y", integer=True)
        axes.set_xlabel(plain(name))
        axes.set_title(f"Rows over time, in {len(found)} stretches of {_length(edges)}")
        alt = (
            f"Rows from {times.min()} to {times.max()}: {found.min():,} to {found.max():,} in "
            f"a stretch of {_length(edges)}; {empty} stretches without any."
        )
        yield Picture.of(figure, alt=alt)


def missing(dataset: Dataset) -> Iterator[Shown]:
    """Yield where in time values are missing, where any are."""
    name = _time(dataset)
    if name is None:
        return
    frame = dataset.frame[dataset.frame[name].notna()]
    share = frame.isna().mean()
    worst = share[share > 0].sort_values(ascending=False, kind="stable").head(COLUMNS)
    if worst.empty:
        return
    edges = _edges(frame[name])
    place = np.searchsorted(edges[1:-1], frame[name].to_numpy(), side="right")
    gone = frame[worst.index].isna().groupby(place).mean().reindex(range(len(edges) - 1))
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 1.2 + 0.24 * max(len(worst), 3)))
        mesh = axes.pcolormesh(
            edges, np.arange(len(worst) + 1), 100 * gone.T.to_numpy(), vmin=0, vmax=100
        )
        axes.set_yticks(np.arange(len(worst)) + 0.5, [plain(column) for column in worst.index])
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlabel(plain(name))
        colour_scale(axes, mesh, "missing (%)")
        many = f"{len(worst):,} of {int((share > 0).sum()):,}"
        axes.set_title(f"Missing values over time ({many} columns that have some)")
        yield Picture.of(figure, alt=f"Missing values over time in {listing(worst.index, 6)}.")


def _time(dataset: Dataset) -> str | None:
    """Return the first column of times that is in every row or nearly so, and varies."""
    for name, kind in dataset.kinds.items():
        column = dataset.frame[name]
        if kind is ColumnKind.DATETIME and column.min() < column.max():
            return name
    return None


def _edges(times: pd.Series) -> npt.NDArray[np.datetime64]:
    stretches = min(STRETCHES, max(2, math.ceil(math.sqrt(len(times)))))
    edges = pd.date_range(times.min(), times.max(), periods=stretches + 1)
    found: npt.NDArray[np.datetime64] = edges.to_numpy().astype("datetime64[us]")
    return found


def _numbers(times: pd.Series) -> npt.NDArray[np.int64]:
    numbers: npt.NDArray[np.int64] = times.to_numpy().astype("datetime64[us]").astype(np.int64)
    return numbers


def _length(edges: npt.NDArray[np.datetime64]) -> str:
    length = pd.Timedelta(edges[1] - edges[0])
    days = length / pd.Timedelta(days=1)
    if days >= 1:
        return f"{days:.3g} days"
    hours = length / pd.Timedelta(hours=1)
    return f"{hours:.3g} hours" if hours >= 1 else f"{length.total_seconds():.3g} seconds"
