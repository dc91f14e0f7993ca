"""Prediction intervals for numbers, by the conformal method."""

from __future__ import annotations

from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.band import Band
from mlbench.evaluation.rates import brief, share
from mlbench.evaluation.view import View
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

Numbers = npt.NDArray[np.float64]

#: Test rows in a picture, groups of the table, and rows that a conformal quantile needs.
POINTS, GROUPS, FEWEST_ROWS = 80, 4, 60


@dataclass(frozen=True, eq=False, repr=False)
class Intervals(View):
    """An interval for each test row, and how often it holds the truth.

    Attributes
    ----------
    rows : pandas.DataFrame
        One line a test row: ``row`` id, ``truth``, ``prediction``, ``low``, ``high``.
    asked : float
        The coverage they are made for.
    coverage : Estimate
        The share of test rows whose truth lies inside.
    target : str
        The column predicted.
    source : str
        The rows that the width comes from.
    confidence : float
        Of the intervals of the coverage.
    """

    rows: pd.DataFrame
    asked: float
    coverage: Estimate
    target: str
    source: str
    confidence: float

    @property
    def width(self) -> Estimate:
        """The mean width, from the narrow tenth to the wide tenth of the rows."""
        widths = self.rows["high"] - self.rows["low"]
        low, high = np.quantile(widths, [0.1, 0.9])
        return Estimate(float(widths.mean()), float(low), float(high), 0.8)

    def frame(self) -> pd.DataFrame:
        """Return one line a test row: row, truth, prediction, low, high."""
        return self.rows.copy()

    def shown(self) -> pd.DataFrame:
        """Return coverage and width by size of the prediction."""
        inside = (self.rows["low"] <= self.rows["truth"]) & (
            self.rows["truth"] <= self.rows["high"]
        )
        parts = np.array_split(
            np.argsort(self.rows["prediction"].to_numpy(), kind="stable"), GROUPS
        )
        lines = []
        for part in parts:
            some = self.rows.iloc[part]
            first, last = some["prediction"].min(), some["prediction"].max()
            lines.append(
                {
                    "Predicted": f"{number_text(float(first))} to {number_text(float(last))}",
                    "Rows": len(some),
                    "Truth inside": brief(
                        share(int(inside.iloc[part].sum()), len(some), self.confidence)
                    ),
                    "Mean width": number_text(float((some["high"] - some["low"]).mean())),
                }
            )
        return pd.DataFrame(lines)

    def note(self) -> str:
        """Return coverage and width, and how they were made."""
        width = self.width
        assert width.low is not None
        assert width.high is not None
        return (
            f"Intervals made to hold the truth in {self.asked:.0%} of rows hold it in "
            f"{self.coverage} of {len(self.rows):,} test rows. They are "
            f"{number_text(width.value)} wide on average, units of {self.target}; eight of ten "
            f"between {number_text(width.low)} and {number_text(width.high)}. Split conformal "
            f"method with widths that follow the size of errors, from {self.source}."
        )

    def plot(self) -> Picture:
        """Return some test rows in order of the prediction, each with interval and truth."""
        some = self.rows.sort_values("prediction", kind="stable", ignore_index=True)
        places = np.unique(np.linspace(0, len(some) - 1, min(POINTS, len(some))).astype(int))
        some = some.iloc[places].reset_index(drop=True)
        inside = (some["low"] <= some["truth"]) & (some["truth"] <= some["high"])
        with house_style():
            figure, axes = plt.subplots(figsize=(7.6, 4.0))
            axes.vlines(some.index, some["low"], some["high"], color=PALETTE["sky"], linewidth=3)
            axes.plot(some["prediction"], color=PALETTE["blue"], label="predicted")
            for kind, mark, colour in (
                (inside, "truth, inside", PALETTE["green"]),
                (~inside, "truth, outside", PALETTE["vermillion"]),
            ):
                axes.scatter(some.index[kind], some["truth"][kind], s=16, color=colour, label=mark)
            axes.set(xlabel=f"{len(some):,} test rows, in order of the prediction", xticks=[])
            axes.set(
                ylabel=shorten(self.target, 40), title=f"{self.asked:.0%} prediction intervals"
            )
            axes.legend(loc="upper left")
            return Picture.of(figure, alt=f"Prediction intervals. {self.note()}")


def intervals_of(
    band: Band,
    X: pd.DataFrame,
    truth: Numbers,
    predicted: Numbers,
    *,
    target: str,
    confidence: float,
) -> Intervals:
    """Make prediction intervals of test rows, and see what they hold.

    Parameters
    ----------
    band : Band
        What makes them.
    X, truth, predicted : frame and arrays of shape (rows,)
        Test rows, with their target and prediction.
    target : str
        The column predicted.
    confidence : float
        Of the interval of the coverage, in (0, 1).
    """
    low, high = band.bounds(predicted, X)
    rows = {"row": X.index, "truth": truth, "prediction": predicted, "low": low, "high": high}
    inside = (low <= truth) & (truth <= high)
    return Intervals(
        rows=pd.DataFrame(rows),
        asked=band.coverage,
        coverage=share(int(inside.sum()), len(truth), confidence),
        target=shorten(target, 40),
        source=band.source,
        confidence=confidence,
    )
