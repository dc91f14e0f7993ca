"""Learning curve: whether more rows would help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.evaluation.bootstrap import percentile_estimate, resamples
from mlbench.evaluation.depth import Depth
from mlbench.evaluation.moments import in_time, order_of
from mlbench.evaluation.out_of_fold import refitted
from mlbench.evaluation.rates import brief
from mlbench.evaluation.view import View
from mlbench.evaluation.weighted import weighted_metric
from mlbench.live.watch import watched
from mlbench.live.work import Work
from mlbench.models.cross_validation import axis_label
from mlbench.models.metrics import Metric, Weight
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.models.target import target_array
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: Training rows of each class, or of all, below which nothing is fitted.
FEWEST_ROWS = 10
#: Resamples for the interval of a point.
_RESAMPLES = 200


@dataclass(frozen=True, eq=False, repr=False)
class LearningCurve(View):
    """The score on the test rows against the number of training rows.

    Attributes
    ----------
    metric : Metric
        What is measured.
    table : pandas.DataFrame
        One row a size: ``train_rows``, ``value`` with its interval ``low`` to ``high`` on the
        test rows, and ``train``, the score on the rows that were learned from.
    last_step : Estimate
        What the last increase of rows gained on the test rows; paired.
    target : str
        The column predicted.
    order : str
        Which rows the smaller sets are.
    confidence : float
        Coverage of the intervals.
    """

    metric: Metric
    table: pd.DataFrame
    last_step: Estimate
    target: str
    order: str
    confidence: float

    def frame(self) -> pd.DataFrame:
        """Return one row a size: train_rows, value, low, high, train."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the sizes with their scores."""
        lines = self.table.to_dict("records")
        return pd.DataFrame(
            {
                "Training rows": [f"{line['train_rows']:,}" for line in lines],
                f"{self.metric.label}, test rows": [
                    brief(Estimate(line["value"], line["low"], line["high"])) for line in lines
                ],
                "Training rows' own": self.table["train"],
            }
        )

    def note(self) -> str:
        """Return what the last step brought."""
        before, last = self.table["train_rows"].iloc[-2], self.table["train_rows"].iloc[-1]
        low = self.last_step.low
        word = (
            "More rows of this kind should still help."
            if low is not None and low > 0
            else ("That is within chance: more rows of this kind promise little.")
        )
        return (
            f"The recipe fitted on fewer rows ({self.order}). From {before:,} to {last:,} training "
            f"rows {self.metric.label} improves by {self.last_step} on the same test rows. {word}"
        )

    def plot(self) -> Picture:
        """Return both scores against the number of training rows."""
        table = self.table
        with house_style():
            figure, axes = plt.subplots(figsize=(6.4, 3.8))
            axes.plot(
                table["train_rows"],
                table["train"],
                "s--",
                color=PALETTE["grey"],
                markersize=5,
                label="training rows' own",
            )
            axes.errorbar(
                table["train_rows"],
                table["value"],
                yerr=np.clip(
                    [table["value"] - table["low"], table["high"] - table["value"]], 0, None
                ),
                fmt="o-",
                color=PALETTE["blue"],
                ecolor=PALETTE["sky"],
                capsize=2,
                label=f"test rows, {self.confidence:.0%} intervals",
            )
            axes.set_xscale("log")
            ticks = [int(rows) for rows in table["train_rows"]]
            axes.set_xticks(ticks, [f"{rows:,}" for rows in ticks])
            axes.set_xticks([], minor=True)
            axes.set(xlabel="Training rows", ylabel=axis_label(self.metric, self.target))
            axes.set(title="Would more rows help?")
            axes.legend(loc="best")
            return Picture.of(figure, alt=f"Learning curve. {self.note()}")


def curve_of(
    model: Model,
    dataset: Dataset,
    metric: Metric,
    outputs: Outputs,
    *,
    train_score: float,
    depth: Depth,
    confidence: float,
    seed: int,
) -> LearningCurve | None:
    """Fit a model on growing parts of its training rows; the last point is the model itself.

    Parameters
    ----------
    model : Model
        The fitted model.
    dataset : Dataset
        The data that it was trained on.
    metric : Metric
        What is measured.
    outputs : Outputs
        What the model says of the test rows.
    train_score : float
        Its score on the training rows.
    depth : Depth
        Which sizes, and the most rows of one.
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the choice of rows and of the resamples.

    Returns
    -------
    LearningCurve or None
        None when no part has enough rows of each class.
    """
    X, y = dataset.X_train, target_array(dataset.y_train, model.facts.task)
    weight = dataset.train_weight
    truth = target_array(dataset.y_test, model.facts.task)
    order = order_of(dataset, seed)
    base = min(len(X), int(depth.rows / max(depth.sizes)))
    sizes = [int(share * base) for share in depth.sizes]
    parts = [order[:size] for size in sizes if _enough(y[order[:size]], y, model)]
    if not parts:
        return None
    work = Work("Learning curve", "fits", len(parts))
    found: list[tuple[int, Outputs, float]] = []
    with watched(work, lambda: None):
        for part in parts:
            weighed = None if weight is None else weight[part]
            pipeline = refitted(model, X.iloc[part], y[part], weighed)
            train = metric.score(pipeline, X.iloc[part], y[part], weighed)
            found.append((len(part), outputs_of(pipeline, dataset.X_test), train))
            work.done += 1
    found.append((len(X), outputs, train_score))
    counts = dataset.test_weight
    drawn = [_drawn(metric, truth, each, counts, seed) for _, each, _ in found]
    points = [
        percentile_estimate(float(metric.compute(truth, each, counts)), figures, confidence)
        for (_, each, _), figures in zip(found, drawn, strict=True)
    ]
    sign = 1 if metric.greater_is_better else -1
    return LearningCurve(
        metric=metric,
        table=pd.DataFrame(
            [
                {"train_rows": n, "value": p.value, "low": p.low, "high": p.high, "train": train}
                for (n, _, train), p in zip(found, points, strict=True)
            ]
        ),
        last_step=percentile_estimate(
            metric.gain(points[-1].value, points[-2].value),
            sign * (drawn[-1] - drawn[-2]),
            confidence,
        ),
        target=str(dataset.target),
        order="the latest ones" if in_time(dataset) else "a random choice, each within the next",
        confidence=confidence,
    )


def _enough(part: npt.NDArray[Any], y: npt.NDArray[Any], model: Model) -> bool:
    if y.dtype.kind == "f" or model.facts.task is Task.MULTILABEL:
        return len(part) >= FEWEST_ROWS
    labels, counts = np.unique(part, return_counts=True)
    return len(labels) == len(np.unique(y)) and int(counts.min()) >= FEWEST_ROWS


def _drawn(
    metric: Metric, truth: npt.NDArray[Any], outputs: Outputs, weight: Weight, seed: int
) -> npt.NDArray[np.float64]:
    compute = weighted_metric(metric.name, truth, outputs, weight)
    return np.concatenate([compute(w) for w in resamples(len(truth), _RESAMPLES, seed)])
