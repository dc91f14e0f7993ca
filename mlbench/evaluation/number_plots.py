"""Pictures of a regression: what was predicted, and what is left over."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from sklearn import metrics as sk

from mlbench.errors import shorten
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

#: No more points are drawn; they are a seeded sample.
POINTS = 2000

Numbers = npt.NDArray[np.float64]


def plot_predicted(truth: Numbers, predicted: Numbers, target: str, seed: int) -> Picture:
    """Return predicted against true values, with the line where they are equal."""
    name = shorten(target, 40)
    r2 = number_text(float(sk.r2_score(truth, predicted)))
    with house_style():
        figure, axes = plt.subplots(figsize=(5.6, 4.8))
        _points(axes, predicted, truth, "actual_vs_predicted", seed)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.yaxis.set_major_locator(MaxNLocator(6))
        axes.set(xlabel=f"Predicted {name}", ylabel=f"True {name}", title="Predicted and true")
        return Picture.of(
            figure,
            alt=f"True against predicted {name} of {len(truth):,} rows; R squared {r2}.",
        )


def plot_residuals(truth: Numbers, predicted: Numbers, target: str, seed: int) -> Picture:
    """Return residuals against predictions, and how they are distributed."""
    name = shorten(target, 40)
    residuals = truth - predicted
    low, high = np.quantile(residuals, [0.05, 0.95])
    with house_style():
        figure, (left, right) = plt.subplots(
            1, 2, figsize=(8.6, 4.0), width_ratios=(3, 2), sharey=True
        )
        _points(left, predicted, truth, "residual_vs_predicted", seed)
        left.set(xlabel=f"Predicted {name}", ylabel=f"True minus predicted {name}")
        left.set(title="Residuals")
        right.hist(
            residuals,
            bins=int(np.clip(np.sqrt(len(residuals)), 8, 40)),
            orientation="horizontal",
            color=PALETTE["sky"],
            histtype="stepfilled",
        )
        for edge in (low, high):
            right.axhline(edge, color=PALETTE["vermillion"], linestyle=":")
        right.set(xlabel="Rows", title="9 of 10 lie between the lines")
        return Picture.of(
            figure,
            alt=f"Residuals of {name}: mean {number_text(float(residuals.mean()))}, nine of ten "
            f"between {number_text(float(low))} and {number_text(float(high))}.",
        )


def _points(axes: Axes, predicted: Numbers, truth: Numbers, kind: str, seed: int) -> None:
    sk.PredictionErrorDisplay.from_predictions(
        truth,
        predicted,
        kind=kind,
        subsample=min(POINTS, len(truth)),
        random_state=seed,
        ax=axes,
        scatter_kwargs={"alpha": 0.35, "s": 14, "color": PALETTE["blue"], "linewidths": 0},
        line_kwargs={"color": PALETTE["vermillion"]},
    )
