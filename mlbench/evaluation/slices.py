"""Errors by slice: the parts of the test rows where a model is worse than elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from mlbench.data.kinds import ColumnKind
from mlbench.errors import shorten
from mlbench.models.facts import FeatureFacts
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

#: A slice has at least this many rows, and at least this share of them.
FEWEST_ROWS = 20
FEWEST_SHARE = 0.01
#: Features looked at, and categories of each.
FEATURES = 60
CATEGORIES = 10
#: Bins of a numeric feature, of equally many rows each.
BINS = 4
#: Slices in a picture.
SHOWN = 12

_COLUMNS = ["slice", "feature", "rows", "error", "low", "high", "ratio"]


@dataclass(frozen=True)
class Slices:
    """Errors by slice of the test rows.

    Attributes
    ----------
    table : pandas.DataFrame
        ``slice``, ``feature``, ``rows``, ``error`` with its interval ``low`` to
        ``high``, and ``ratio`` to the error of all rows; the worst slice first.
    overall : float
        The error of all rows.
    what : str
        What the error is: ``Share of wrong predictions`` or ``Mean absolute error ...``.
    left_out : int
        Slices with too few rows to say anything.
    confidence : float
        Coverage of the intervals.
    """

    table: pd.DataFrame
    overall: float
    what: str
    left_out: int
    confidence: float

    def frame(self) -> pd.DataFrame:
        """Return one row a slice, the worst first."""
        return self.table.copy()

    def far_below(self) -> pd.DataFrame:
        """Return the slices whose whole interval lies above half as much error again."""
        limit = 1.5 * self.overall
        return self.table[(self.table["low"] > limit) & (self.table["ratio"] > 1)]

    def plot(self) -> Picture:
        """Return the worst slices with their intervals, beside the error of all rows."""
        worst = self.table.head(SHOWN).iloc[::-1]
        with house_style():
            figure, axes = plt.subplots(figsize=(7.6, 1.5 + 0.32 * max(len(worst), 1)))
            places = np.arange(len(worst))
            spread = [worst["error"] - worst["low"], worst["high"] - worst["error"]]
            axes.errorbar(
                worst["error"],
                places,
                xerr=np.clip(np.asarray(spread), 0, None),
                fmt="o",
                color=PALETTE["vermillion"],
                ecolor=PALETTE["grey"],
                capsize=2,
                elinewidth=1.2,
            )
            axes.axvline(self.overall, color=PALETTE["blue"], linestyle=":", label="all test rows")
            labels = [f"{row.slice} ({row.rows:,} rows)" for row in worst.itertuples()]
            axes.set_yticks(places, labels)
            title = f"The {len(worst)} worst slices" if len(worst) else "No slice has enough rows"
            axes.set(xlabel=self.what, title=title)
            axes.set_xlim(left=0)
            axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0.1)
            return Picture.of(figure, alt=self._words())

    def _words(self) -> str:
        overall = f"{self.what}: {number_text(self.overall)} over all test rows"
        if self.table.empty:
            return f"{overall}; no slice has enough rows."
        worst = self.table.iloc[0]
        return f"{overall}; the worst slice is {worst['slice']} with {number_text(worst['error'])}."

    def __repr__(self) -> str:
        table = self.table.head(SHOWN).to_string(index=False, float_format=number_text)
        return f"{self._words()}\n{table}"

    def _repr_html_(self) -> str:
        table = self.table.head(SHOWN).to_html(index=False, float_format=number_text)
        left = f" {self.left_out:,} slices with too few rows are left out." if self.left_out else ""
        return f"<p>{html.escape(self._words())}{left}</p>{table}"


def slices_of(
    X: pd.DataFrame,
    errors: npt.NDArray[np.float64],
    features: tuple[FeatureFacts, ...],
    *,
    what: str,
    confidence: float,
) -> Slices:
    """Gather errors by category and by range of each feature.

    Parameters
    ----------
    X : pandas.DataFrame of shape (rows, features)
        Test rows.
    errors : array of shape (rows,)
        0 or 1 for a wrong label, or the absolute error.
    features : tuple of FeatureFacts
        The features to slice by; the first 60 are.
    what : str
        What the errors are, for axes.
    confidence : float
        Coverage of the intervals, in (0, 1).
    """
    fewest = max(FEWEST_ROWS, int(np.ceil(FEWEST_SHARE * len(X))))
    overall = float(errors.mean())
    lines: list[dict[str, Any]] = []
    left_out = 0
    for feature in features[:FEATURES]:
        for label, members in _parts(X[feature.name], feature):
            part = errors[members]
            if len(part) < fewest or len(part) == len(X):
                left_out += len(part) < fewest
                continue
            low, high = interval(part, confidence)
            mean = float(part.mean())
            ratio = mean / overall if overall else 1.0
            name = f"{shorten(feature.name, 26)} {label}"
            lines.append(
                dict(
                    zip(
                        _COLUMNS,
                        (name, feature.name, len(part), mean, low, high, ratio),
                        strict=True,
                    )
                )
            )
    table = pd.DataFrame(lines, columns=_COLUMNS)
    table = table.sort_values(["error", "rows"], ascending=False, kind="stable", ignore_index=True)
    return Slices(table, overall, what, left_out, confidence)


def _parts(column: pd.Series, feature: FeatureFacts) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    if feature.kind == ColumnKind.NUMERIC:
        yield from _ranges(column, integer=feature.integer)
    elif feature.kind in (ColumnKind.CATEGORICAL, ColumnKind.BOOLEAN):
        for label in column.value_counts().index[:CATEGORIES]:
            yield f"= {shorten(str(label), 24)}", (column == label).fillna(False).to_numpy(bool)
    missing = column.isna().to_numpy(bool)
    if missing.any():
        yield "missing", missing


def _ranges(column: pd.Series, *, integer: bool) -> Iterator[tuple[str, npt.NDArray[np.bool_]]]:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[np.isfinite(values)]
    if not len(known):
        return
    distinct = np.unique(known)
    if integer and len(distinct) <= BINS:
        for value in distinct:
            yield f"= {number_text(float(value))}", values == value
        return
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)))
    for low, high in pairwise(edges):
        last = high == edges[-1]
        below = values <= high if last else values < high
        text = f"in [{number_text(float(low))}, {number_text(float(high))}{']' if last else ')'}"
        yield text, (values >= low) & below


def interval(errors: npt.NDArray[np.float64], confidence: float) -> tuple[float, float]:
    """Return the interval of a mean error.

    Parameters
    ----------
    errors : array of shape (rows,)
        Wrong or right as 1 or 0 (Wilson's interval, 1927), or distances (Student's).
    confidence : float
        Coverage, in (0, 1).

    Examples
    --------
    >>> low, high = interval(np.array([0.0, 1.0] * 50), 0.95)
    >>> round(low, 3), round(high, 3)
    (0.404, 0.596)
    """
    if np.isin(errors, (0.0, 1.0)).all():
        test = stats.binomtest(int(errors.sum()), len(errors))
        found = test.proportion_ci(confidence, method="wilson")
        return float(found.low), float(found.high)
    spread = errors.std(ddof=1) / np.sqrt(len(errors))
    reach = float(stats.t.ppf((1 + confidence) / 2, len(errors) - 1) * spread)
    mean = float(errors.mean())
    return max(0.0, mean - reach), mean + reach
