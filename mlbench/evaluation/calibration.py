"""Calibration: whether what a model says is 80 % likely comes true 80 times in a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.rates import brief, share_of
from mlbench.evaluation.view import View
from mlbench.models.label_metrics import aligned
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: Groups of a calibration curve, of equally many rows each, and rows of a group at least.
BINS, ROWS_A_BIN = 10, 15
#: Bars of the picture of stated probabilities.
_BARS = [bar / 20 for bar in range(21)]


@dataclass(frozen=True, eq=False, repr=False)
class Calibration(View):
    """Stated probabilities against what came true, in groups of equally many rows.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a group: ``rows``, ``stated`` (mean probability), ``came_true`` (share) with
        its interval ``low`` to ``high``.
    what : str
        What the probability is of.
    error : float
        Expected calibration error: the mean distance of stated and true, in [0, 1].
    reliability, resolution, uncertainty : float
        The parts of the Brier score over these groups: reliability - resolution +
        uncertainty (Murphy 1973). Reliability is lost by miscalibration, resolution is
        what telling rows apart gains, uncertainty is the data's own.
    brier : float
        The Brier score of these probabilities.
    scores : array of shape (rows,)
        The stated probabilities.
    confidence : float
        Coverage of the intervals.
    of_pairs : bool
        Whether a row counts once for each label.
    """

    table: pd.DataFrame
    what: str
    error: float
    reliability: float
    resolution: float
    uncertainty: float
    brier: float
    scores: npt.NDArray[np.float64]
    confidence: float
    of_pairs: bool = False

    def frame(self) -> pd.DataFrame:
        """Return one row a group: rows, stated, came_true, low, high."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the groups with their intervals."""
        seen = [
            brief(Estimate(row["came_true"], row["low"], row["high"]))
            for row in self.table.to_dict("records")
        ]
        return pd.DataFrame(
            {
                "Stated, mean": self.table["stated"],
                "Came true": seen,
                "Pairs" if self.of_pairs else "Rows": self.table["rows"],
            }
        )

    def note(self) -> str:
        """Return the error and the parts of the Brier score, in words."""
        rows = "pairs of test row and label" if self.of_pairs else "test rows"
        return (
            f"Probability of {self.what} on {len(self.scores):,} {rows}: stated and true "
            f"differ by {number_text(self.error)} on average (expected calibration error). "
            f"Brier score {number_text(self.brier)}: {number_text(self.uncertainty)} is in the "
            f"data, telling rows apart gains {number_text(self.resolution)}, miscalibration "
            f"loses {number_text(self.reliability)}."
            + (
                " Labels of one row go together, so intervals are too narrow."
                if self.of_pairs
                else ""
            )
        )

    def plot(self) -> Picture:
        """Return the curve with intervals, and below it how often which probability is stated."""
        with house_style():
            figure, (above, below) = plt.subplots(
                2, 1, figsize=(5.6, 5.4), height_ratios=(4, 1), sharex=True
            )
            stated, came = self.table["stated"], self.table["came_true"]
            reach = [came - self.table["low"], self.table["high"] - came]
            above.plot([0, 1], [0, 1], color=PALETTE["grey"], linestyle=":", label="as stated")
            above.errorbar(
                stated,
                came,
                yerr=np.clip(np.asarray(reach), 0, None),
                fmt="o-",
                markersize=5,
                color=PALETTE["blue"],
                ecolor=PALETTE["sky"],
                elinewidth=1.2,
                capsize=2,
                label=f"{len(self.table)} groups, {self.confidence:.0%} intervals",
            )
            above.set(ylabel="Share that came true", title="Calibration", ylim=(-0.02, 1.02))
            above.legend(loc="upper left")
            below.hist(self.scores, bins=_BARS, color=PALETTE["sky"], histtype="stepfilled")
            below.set(xlabel=f"Stated probability of {self.what}")
            below.set(ylabel="Pairs" if self.of_pairs else "Rows")
            below.set_xlim(-0.02, 1.02)
            alt = f"Calibration in {len(self.table)} groups. {self.note()}"
            return Picture.of(figure, alt=alt)


def calibration_of(
    truth: npt.NDArray[Any],
    outputs: Outputs,
    confidence: float,
    weight: npt.NDArray[np.float64] | None = None,
) -> Calibration:
    """Group rows by stated probability and see what came true.

    For more than two classes it is the probability of the predicted class; for sets of labels
    that of every label of every row, and a row counts once for each of them.

    Parameters
    ----------
    truth : array of shape (rows,)
        The target.
    outputs : Outputs
        Probabilities for the same rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    weight : array of shape (rows,), optional
        How much each row counts, above 0 in sum; all the same without.
    """
    member, scores, what = certainty(truth, outputs)
    if weight is not None:  # of sets a row has a line for each label
        weight = np.repeat(weight, len(member) // len(truth))
    counts = np.ones(len(member)) if weight is None else weight
    groups = [group for group in _groups(scores) if counts[group].any()]
    lines = []
    for group in groups:
        came = share_of(member[group], None if weight is None else weight[group], confidence)
        stated = float(np.average(scores[group], weights=counts[group]))
        lines.append((len(group), stated, came.value, came.low, came.high))
    table = pd.DataFrame(lines, columns=["rows", "stated", "came_true", "low", "high"])
    weights = np.array([counts[group].sum() for group in groups]) / counts.sum()
    overall = float(np.average(member, weights=counts))
    return Calibration(
        table=table,
        what=what,
        error=float(weights @ (table["stated"] - table["came_true"]).abs()),
        reliability=float((weights * (table["stated"] - table["came_true"]) ** 2).sum()),
        resolution=float((weights * (table["came_true"] - overall) ** 2).sum()),
        uncertainty=overall * (1 - overall),
        brier=float(np.average((scores - member) ** 2, weights=counts)),
        scores=scores,
        confidence=confidence,
        of_pairs=outputs.sets is not None,
    )


def certainty(
    truth: npt.NDArray[Any], outputs: Outputs
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float64], str]:
    """Return what came true, how probable it was said to be, and in words of what."""
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    if outputs.sets is not None:
        both = aligned(truth, outputs)
        return both.truth.ravel(), both.probabilities.ravel(), "each label"
    if len(outputs.classes) == 2:  # noqa: PLR2004 - binary
        last = outputs.classes[-1]
        return np.asarray(truth == last), outputs.score, f"class {shorten(str(last), 30)}"
    return truth == outputs.values, outputs.probabilities.max(axis=1), "the predicted class"


def calibration_error(
    member: npt.NDArray[np.bool_],
    score: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64] | None = None,
) -> float:
    """Return the mean distance of stated and observed shares over bins of equal size.

    Source: expected calibration error, Naeini, Cooper and Hauskrecht (2015).
    """
    counts = np.ones(len(score)) if weight is None else weight
    off = counts * (score - member)
    return float(sum(abs(off[group].sum()) for group in _groups(score)) / counts.sum())


def _groups(score: npt.NDArray[np.float64]) -> list[npt.NDArray[np.intp]]:
    order = np.argsort(score, kind="stable")
    return np.array_split(order, max(2, min(BINS, len(score) // ROWS_A_BIN)))
