"""What is left over of a regression: by feature, and over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from scipy import stats

from mlbench.data.kinds import ColumnKind
from mlbench.errors import shorten
from mlbench.evaluation.moments import clock_of
from mlbench.evaluation.rates import mean
from mlbench.evaluation.view import View
from mlbench.models.facts import FeatureFacts
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: Points of a line, of equally many rows each; panels in a picture; categories of a panel.
POINTS, PANELS, CATEGORIES = 10, 6, 8
#: Rows of a point at least, and rows in time order for a trend.
FEWEST_ROWS, FEWEST_IN_TIME = 10, 60

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """Mean residuals along one column.

    Attributes
    ----------
    name : str
        The column, or ``row order``.
    labels : list
        Where each point lies: a number, a date, or a category.
    points : list of Estimate
        The mean residual (true minus predicted) of each point.
    rows : list of int
        Rows of each point.
    """

    name: str
    labels: list[object]
    points: list[Estimate]
    rows: list[int]


@dataclass(frozen=True)
class Trend:
    """How residuals go with time.

    Attributes
    ----------
    correlation : float
        Spearman's rank correlation of residual and time, in [-1, 1].
    p_value : float
        Of no trend, in [0, 1].
    first, last : Estimate
        Mean residual of the first and of the last third of the test rows.
    by : str
        What says the time.
    """

    correlation: float
    p_value: float
    first: Estimate
    last: Estimate
    by: str


@dataclass(frozen=True, eq=False, repr=False)
class Residuals(View):
    """Mean residuals along time and the leading features.

    Attributes
    ----------
    lines : tuple of Line
        Time first, where there is one.
    trend : Trend or None
        None where nothing says the time of a row.
    target : str
        The column predicted.
    confidence : float
        Coverage of the intervals.
    """

    lines: tuple[Line, ...]
    trend: Trend | None
    target: str
    confidence: float

    def frame(self) -> pd.DataFrame:
        """Return one row a point: column, at, rows, residual, low, high."""
        found = [
            {
                "column": line.name,
                "at": str(label),
                "rows": rows,
                "residual": point.value,
                "low": point.low,
                "high": point.high,
            }
            for line in self.lines
            for label, point, rows in zip(line.labels, line.points, line.rows, strict=True)
        ]
        columns = ["column", "at", "rows", "residual", "low", "high"]
        return pd.DataFrame(found, columns=columns)

    def shown(self) -> pd.DataFrame:
        """Return where along each column the mean residual is lowest and highest."""
        lines = []
        for line in self.lines:
            values = [point.value for point in line.points]
            ends = (("Lowest", int(np.argmin(values))), ("Highest", int(np.argmax(values))))
            said = {name: f"{line.points[at]} at {_text(line.labels[at])}" for name, at in ends}
            lines.append({"Along": shorten(line.name, 32), **said})
        return pd.DataFrame(lines)

    def note(self) -> str:
        """Return what residuals are, and how they go with time."""
        said = (
            f"Mean residuals (true minus predicted, units of {self.target}) along a column; "
            "where an interval lies off 0, the model is wrong there in one direction."
        )
        if self.trend is None:
            return said
        return (
            f"{said} By {self.trend.by}: {self.trend.first} in the first third of the test rows, "
            f"{self.trend.last} in the last."
        )

    def plot(self) -> Picture:
        """Return a panel for each column."""
        drawn = self.lines[:PANELS]
        columns = min(2, len(drawn))
        lines = math.ceil(len(drawn) / columns)
        with house_style():
            figure, panels = plt.subplots(
                lines,
                columns,
                figsize=(4.1 * columns, 0.6 + 2.5 * lines),
                squeeze=False,
                sharey=True,
            )
            for axes in panels.flat[len(drawn) :]:
                axes.set_visible(False)
            for axes, line in zip(panels.flat, drawn, strict=False):
                _draw(axes, line)
            for axes in panels[:, 0]:
                axes.set_ylabel("True minus predicted")
            return Picture.of(
                figure, alt=f"Mean residuals along {len(drawn)} columns. {self.note()}"
            )


def residuals_of(
    dataset: Dataset,
    residuals: Numbers,
    features: Sequence[FeatureFacts],
    confidence: float,
) -> Residuals | None:
    """Follow residuals of the test rows along time and features.

    Parameters
    ----------
    dataset : Dataset
        Where the test rows come from.
    residuals : array of shape (rows,)
        True minus predicted.
    features : sequence of FeatureFacts
        The leading features, the most important first.
    confidence : float
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    Residuals or None
        None when no column has two points of enough rows.
    """
    X = dataset.X_test
    clock = clock_of(dataset)
    found = [] if clock is None else [_along_order(clock, residuals, confidence)]
    found += [_along(X[feature.name], feature, residuals, confidence) for feature in features]
    lines = tuple(line for line in found if len(line.points) > 1)
    if not lines:
        return None
    target = shorten(str(dataset.target), 40)
    trend = None if clock is None else trend_of(clock, residuals, confidence)
    return Residuals(lines, trend, target, confidence)


def trend_of(clock: pd.Series, residuals: Numbers, confidence: float) -> Trend | None:
    """Return how residuals go with time; None with too few rows."""
    if len(clock) < FEWEST_IN_TIME:
        return None
    order = np.argsort(clock.to_numpy(), kind="stable")
    found = stats.spearmanr(np.arange(len(order)), residuals[order])
    thirds = np.array_split(residuals[order], 3)
    first, last = (mean(third, confidence) for third in (thirds[0], thirds[2]))
    return Trend(float(found.statistic), float(found.pvalue), first, last, str(clock.name))


def _along_order(clock: pd.Series, residuals: Numbers, confidence: float) -> Line:
    order = np.argsort(clock.to_numpy(), kind="stable")
    parts = np.array_split(order, max(2, min(2 * POINTS, len(order) // FEWEST_ROWS)))
    labels = [clock.iloc[part[len(part) // 2]] for part in parts]
    return _line(str(clock.name), labels, [residuals[part] for part in parts], confidence)


def _along(column: pd.Series, feature: FeatureFacts, residuals: Numbers, confidence: float) -> Line:
    if feature.kind == ColumnKind.NUMERIC:
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        known = np.flatnonzero(np.isfinite(values))
        edges = np.unique(np.quantile(values[known], np.linspace(0, 1, POINTS + 1)))
        place = np.clip(np.searchsorted(edges, values[known], side="right") - 1, 0, len(edges) - 2)
        parts = [known[place == number] for number in range(max(len(edges) - 1, 0))]
        labels = [float(np.median(values[part])) if len(part) else 0.0 for part in parts]
    elif feature.kind in (ColumnKind.CATEGORICAL, ColumnKind.BOOLEAN):
        labels = list(column.value_counts().index[:CATEGORIES])
        parts = [np.flatnonzero((column == label).fillna(False)) for label in labels]
    else:
        return Line(feature.name, [], [], [])
    return _line(feature.name, labels, [residuals[part] for part in parts], confidence)


def _line(name: str, labels: Sequence[object], parts: list[Numbers], confidence: float) -> Line:
    kept = [
        (label, mean(part, confidence), len(part))
        for label, part in zip(labels, parts, strict=True)
        if len(part) >= FEWEST_ROWS
    ]
    return Line(name, [k[0] for k in kept], [k[1] for k in kept], [k[2] for k in kept])


def _draw(axes: Axes, line: Line) -> None:
    is_place = all(
        isinstance(label, (float, int, np.number, pd.Timestamp)) for label in line.labels
    )
    places: Sequence[object] = line.labels if is_place else range(len(line.labels))
    values = np.array([point.value for point in line.points])
    ends = np.array([(point.low, point.high) for point in line.points], dtype=np.float64)
    axes.axhline(0, color=PALETTE["grey"], linestyle=":")
    axes.errorbar(
        places,  # type: ignore[arg-type]
        values,
        yerr=np.abs(ends.T - values),
        fmt="o-" if is_place else "o",
        markersize=4,
        color=PALETTE["blue"],
        ecolor=PALETTE["sky"],
        capsize=2,
    )
    if not is_place:
        names = [_text(label) for label in line.labels]
        turn = 40 if max(map(len, names)) * len(names) > 24 else 0  # noqa: PLR2004 - overlap
        axes.set_xticks(range(len(names)), names, rotation=turn, ha="right" if turn else "center")
    elif isinstance(line.labels[0], pd.Timestamp):
        axes.tick_params(axis="x", rotation=30)
    axes.set_xlabel(shorten(line.name, 40))


def _text(label: object) -> str:
    if isinstance(label, pd.Timestamp):
        return str(label.date())
    return number_text(float(label)) if isinstance(label, (float, int)) else shorten(str(label), 18)
