"""The threshold that costs least, chosen on training rows and judged on test rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import matthews_corrcoef

from mlbench.errors import shorten
from mlbench.evaluation.bootstrap import mean_estimate
from mlbench.evaluation.costs import Costs, Flags
from mlbench.evaluation.out_of_fold import OutOfFold
from mlbench.evaluation.rates import brief, share_of
from mlbench.evaluation.view import View
from mlbench.models.metrics import Weight
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: Thresholds that are tried: this many quantiles of the stated probabilities.
TRIED = 200
#: What a model cuts at when nobody chooses.
USUAL = 0.5


@dataclass(frozen=True, eq=False, repr=False)
class Thresholds(View):
    """The threshold of least expected cost, and what it costs on the test rows.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a threshold tried: ``threshold``, the mean cost of a row in training
        (``cost``, out of fold) and in the test rows (``test_cost``).
    choices : pandas.DataFrame
        The chosen threshold beside the usual one, on the test rows: ``threshold``, ``cost``,
        ``flagged``, ``recall``, ``precision`` and ``mcc`` (Matthews' correlation), each an
        :class:`Estimate`.
    chosen : float
        The threshold, in [0, 1]: a row is flagged from it on.
    saved : Estimate
        What it saves a row against the usual threshold on the test rows; paired.
    costs : Costs
        What mistakes cost.
    positive : str
        The class that is flagged.
    source : str
        The rows it was chosen on.
    rows : int
        Test rows.
    """

    table: pd.DataFrame
    choices: pd.DataFrame
    chosen: float
    saved: Estimate
    costs: Costs
    positive: str
    source: str
    rows: int

    def frame(self) -> pd.DataFrame:
        """Return one row a threshold: threshold, cost, test_cost."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the chosen threshold beside the usual one."""
        return self.choices.rename(
            columns={
                "choice": "Threshold",
                "cost": "Cost a row",
                "flagged": "Share flagged",
                "recall": "Recall",
                "precision": "Precision",
                "mcc": "MCC",
            }
        ).map(_text)

    def note(self) -> str:
        """Return the choice, where it was made, and what it saves."""
        return (
            f"A miss of class {self.positive} costs {number_text(self.costs.miss)}, a false alarm "
            f"{number_text(self.costs.false_alarm)}. The threshold of least cost is "
            f"{number_text(self.chosen)}, chosen on {self.source}; no test row was used. On "
            f"{self.rows:,} test rows it saves {self.saved} a row against {USUAL}."
        )

    def plot(self) -> Picture:
        """Return expected cost against the threshold, on both kinds of rows."""
        with house_style():
            figure, axes = plt.subplots(figsize=(6.6, 3.8))
            lines = self.table["threshold"], self.table["cost"], self.table["test_cost"]
            axes.plot(
                lines[0], lines[1], label="training rows, out of fold", drawstyle="steps-post"
            )
            axes.plot(lines[0], lines[2], label="test rows", linewidth=1.2, drawstyle="steps-post")
            for place, name, colour in (
                (self.chosen, f"chosen, {number_text(self.chosen)}", PALETTE["vermillion"]),
                (self.costs.fair, "best if calibrated", PALETTE["grey"]),
            ):
                axes.axvline(place, color=colour, linestyle=":", label=name)
            axes.set(xlabel=f"Threshold on the probability of class {self.positive}")
            axes.set(ylabel="Expected cost a row", title="What a threshold costs", xlim=(0, 1))
            axes.set_ylim(bottom=0)
            axes.legend(loc="upper center", ncols=2, bbox_to_anchor=(0.5, -0.18))
            return Picture.of(figure, alt=f"Expected cost against the threshold. {self.note()}")


def thresholds_of(
    held: OutOfFold,
    truth: npt.NDArray[Any],
    outputs: Outputs,
    costs: Costs,
    *,
    weight: Weight = None,
    bootstraps: int,
    confidence: float,
    seed: int,
) -> Thresholds:
    """Choose a threshold on out-of-fold predictions and see what it costs on test rows.

    Parameters
    ----------
    held : OutOfFold
        Predictions of training rows that the choice is made on.
    truth, outputs : array of shape (rows,), Outputs
        Target and predictions of the test rows, which the choice is judged on.
    costs : Costs
        What mistakes cost.
    weight : array of shape (rows,), optional
        How much each test row counts; all the same without.
    bootstraps : int
        Resamples of the test rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the resamples.
    """
    assert outputs.classes is not None
    positive = outputs.classes[-1]
    member, learned = truth == positive, held.truth == positive
    tried = np.unique(np.quantile(held.outputs.score, np.linspace(0, 1, TRIED), method="nearest"))
    tried = np.unique(np.r_[0.0, tried, USUAL, 1.0])
    cost, test_cost = (
        [float(np.average(costs.of(of, score >= cut), weights=counts)) for cut in tried]
        for of, score, counts in (
            (learned, held.outputs.score, held.weight),
            (member, outputs.score, weight),
        )
    )
    best = _middle(tried, np.asarray(cost))
    rows = {cut: costs.of(member, np.asarray(outputs.score >= cut)) for cut in (best, USUAL)}
    figure = partial(
        mean_estimate, weight=weight, bootstraps=bootstraps, confidence=confidence, seed=seed
    )
    choices = [
        {"choice": name, "cost": figure(rows[cut])}
        | _figures(member, np.asarray(outputs.score >= cut), weight, confidence)
        for name, cut in ((f"chosen, {number_text(best)}", best), (str(USUAL), USUAL))
    ]
    return Thresholds(
        table=pd.DataFrame({"threshold": tried, "cost": cost, "test_cost": test_cost}),
        choices=pd.DataFrame(choices),
        chosen=best,
        saved=figure(rows[USUAL] - rows[best]),
        costs=costs,
        positive=shorten(str(positive), 30),
        source=held.note(),
        rows=len(truth),
    )


def _middle(tried: npt.NDArray[np.float64], cost: npt.NDArray[np.float64]) -> float:
    """Return the middle of the longest run of thresholds that cost least."""
    best = np.flatnonzero(cost <= cost.min() + 1e-12)
    runs = np.split(best, np.flatnonzero(np.diff(best) > 1) + 1)
    longest = max(runs, key=lambda run: float(tried[run[-1]] - tried[run[0]]))
    return float(round((tried[longest[0]] + tried[longest[-1]]) / 2, 6))


def _figures(
    member: Flags, flagged: Flags, weight: Weight, confidence: float
) -> dict[str, Estimate]:
    def part(hits: Flags, of: Flags) -> Estimate:
        return share_of(hits[of], None if weight is None else weight[of], confidence)

    return {
        "flagged": share_of(flagged, weight, confidence),
        "recall": part(flagged, member),
        "precision": part(member, flagged),
        "mcc": Estimate(
            float(matthews_corrcoef(member, flagged, sample_weight=weight)), confidence=confidence
        ),
    }


def _text(value: object) -> str:
    return brief(value) if isinstance(value, Estimate) else str(value)
