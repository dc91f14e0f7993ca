"""Series by unit: traces of all signals, lifetimes, gaps, missing values over time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from pandas.api import types

from mlbench.data.dataset import Dataset
from mlbench.data.drawing import drawing, plain
from mlbench.data.played import Played, played
from mlbench.data.views.shown import Shown, Table
from mlbench.errors import listing
from mlbench.pictures import PALETTE, Picture, colour_scale
from mlbench.statements import number_text

#: Units whose traces are drawn, signals, and signals side by side.
UNITS, SIGNALS, ACROSS = 4, 24, 4
#: A trace of more points than this is thinned evenly.
POINTS = 600
#: Time is cut into so many stretches where missing values are drawn.
STRETCHES = 50
BINS = 30


def traces(dataset: Dataset) -> Iterator[Shown]:
    """Yield every signal that varies, over time, for a few units from short to long."""
    rows = played(dataset)
    names = [name for name in _signals(rows) if _varies(rows.frame[name])]
    units = _few(rows)
    if not names or not units:
        return
    time = rows.roles["time"]
    shown = names[:SIGNALS]
    across = min(ACROSS, len(shown))
    down = math.ceil(len(shown) / across)
    with drawing():
        figure, grid = plt.subplots(
            down,
            across,
            figsize=(2.1 * max(across, 2), 1.45 * down + 0.7),
            sharex=True,
            squeeze=False,
        )
        for axes in grid.flat[len(shown) :]:
            axes.axis("off")
        for axes, name in zip(grid.flat, shown, strict=False):
            for colour, part in zip(PALETTE.values(), units.values(), strict=False):
                axes.plot(part[time], part[name].astype("float64"), color=colour, linewidth=0.8)
            is_target = " (target)" if name == dataset.target else ""
            axes.set_title(plain(f"{name}{is_target}", 22), fontsize=8)
            axes.tick_params(labelsize=7)
            axes.locator_params(axis="y", nbins=4)
            axes.ticklabel_format(axis="y", useOffset=False)
            _few_times(axes, rows.frame[time])
        figure.supxlabel(plain(time), fontsize=9)
        if "unit" in rows.roles:
            lines = grid.flat[0].lines
            labels = [plain(f"{rows.roles['unit']} {unit}", 24) for unit in units]
            figure.legend(lines, labels, loc="outside upper left", ncols=len(labels))
        of = f" of {len(names)}" if len(names) > len(shown) else ""
        whose = (
            f" of {listing(units, UNITS)} among {_count(rows):,} units" if len(units) > 1 else ""
        )
        alt = f"Traces of {len(shown)}{of} signals over {plain(time)}{whose}: {listing(shown, 8)}."
        yield Picture.of(figure, alt=alt)


def _few_times(axes: Any, times: pd.Series) -> None:
    if types.is_datetime64_any_dtype(times.dtype):
        locator = AutoDateLocator(maxticks=4)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        formatter = ConciseDateFormatter(locator, show_offset=False)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(formatter)
    else:
        axes.locator_params(axis="x", nbins=4)


def _signals(rows: Played) -> list[str]:
    """Return the columns of numbers that are neither unit nor time."""
    apart = set(rows.roles.values())
    return [
        str(name)
        for name in rows.frame.columns
        if name not in apart and types.is_numeric_dtype(rows.frame[name].dtype)
    ]


def _varies(signal: pd.Series) -> bool:
    return bool(signal.min() < signal.max())


def _few(rows: Played) -> dict[str, pd.DataFrame]:
    """Return the rows of a few units, from the shortest to the longest one, thinned."""
    time, unit = rows.roles.get("time"), rows.column("unit")
    if time is None:
        return {}
    if unit is None:
        return {"": _thinned(rows.frame.sort_values(time, kind="stable"))}
    sizes = unit.value_counts(ascending=True)
    places = np.unique(np.linspace(0, len(sizes) - 1, UNITS).round().astype(int))
    chosen = [sizes.index[place] for place in places]
    return {str(u): _thinned(rows.frame[unit == u].sort_values(time)) for u in chosen}


def _thinned(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.iloc[:: max(1, math.ceil(len(rows) / POINTS))]


def _count(rows: Played) -> int:
    unit = rows.column("unit")
    return 1 if unit is None else int(unit.nunique())


def lifetimes(dataset: Dataset) -> Iterator[Shown]:
    """Yield how many rows each unit has."""
    unit = played(dataset).column("unit")
    if unit is None:
        return
    sizes = unit.value_counts()
    median = float(sizes.median())
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 2.6))
        axes.hist(sizes, bins=min(BINS, max(5, len(sizes) // 2)))
        axes.axvline(median, color=PALETTE["vermillion"], label=f"median {number_text(median)}")
        axes.set_xlabel(f"rows of a {plain(unit.name)}, over its whole time")
        axes.set_ylabel("units")
        axes.set_title(f"Lifetimes of {len(sizes):,} units")
        axes.legend()
        alt = (
            f"Rows of {len(sizes):,} units: from {sizes.min():,} to {sizes.max():,}, "
            f"median {number_text(median)}."
        )
        yield Picture.of(figure, alt=alt)


def missing(dataset: Dataset) -> Iterator[Shown]:
    """Yield where in the units' time values are missing, where any are."""
    rows = played(dataset)
    names = [name for name in _signals(rows) if rows.frame[name].isna().any()][:SIGNALS]
    time, unit = rows.roles.get("time"), rows.roles.get("unit")
    if not names or time is None:
        return
    order = rows.frame.sort_values(time, kind="stable")
    groups = order.groupby(unit, sort=False) if unit else None
    place = groups.cumcount() if groups is not None else pd.Series(range(len(order)), order.index)
    stretch = pd.cut(place, min(STRETCHES, int(place.max()) + 1), labels=False)
    gone = 100 * order[names].isna().groupby(stretch).mean().T
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 1.2 + 0.24 * max(len(names), 3)))
        mesh = axes.pcolormesh(
            np.linspace(0, int(place.max()) + 1, gone.shape[1] + 1),
            np.arange(len(names) + 1), gone.to_numpy(), vmin=0, vmax=100,
        )  # fmt: skip
        axes.set_yticks(np.arange(len(names)) + 0.5, [plain(name) for name in names])
        axes.invert_yaxis()
        axes.grid(visible=False)
        axes.set_xlabel("rows from the beginning of each unit" if unit else "rows in their order")
        colour_scale(axes, mesh, "missing (%)")
        axes.set_title("Missing values over time, by signal")
        yield Picture.of(figure, alt=f"Missing values over time in {listing(names, 6)}.")


def facts(dataset: Dataset) -> Iterator[Shown]:
    """Yield a table of units, signals, steps of time and gaps."""
    rows = played(dataset)
    names = _signals(rows)
    still = [name for name in names if not _varies(rows.frame[name])]
    told = [
        ("units", f"{_count(rows):,}"),
        ("signals", f"{len(names):,}"),
        ("signals that never change", f"{len(still):,}: {listing(still)}" if still else "none"),
        *_steps(rows),
    ]
    yield Table("The series in figures", pd.DataFrame(told, columns=["what", "how many"]))


def _steps(rows: Played) -> list[tuple[str, str]]:
    """Return the usual step of time within a unit, and how many are longer or shorter."""
    unit, time = rows.roles.get("unit"), rows.roles.get("time")
    if time is None:
        return []
    order = rows.frame.sort_values([unit, time] if unit else [time], kind="stable")
    steps = (order.groupby(unit)[time] if unit else order[time]).diff().dropna()
    if steps.empty:
        return []
    usual: Any = steps.median()
    text = number_text(float(usual)) if types.is_numeric_dtype(steps.dtype) else str(usual)
    return [
        ("usual step of time", f"{text}, in {100 * (steps == usual).mean():.3g} % of the steps"),
        ("gaps: steps longer than the usual one", f"{int((steps > usual).sum()):,}"),
        ("steps of no time", f"{int((steps == steps * 0).sum()):,}"),
    ]
