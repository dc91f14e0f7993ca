"""The worst mistakes: single rows to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.view import View
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text

#: Rows in the table, and features beside each.
ROWS, FEATURES = 50, 4
#: From this probability on a wrong prediction is a confident mistake.
CONFIDENT = 0.9
_BARS = [bar / 20 for bar in range(21)]


@dataclass(frozen=True, eq=False, repr=False)
class Mistakes(View):
    """The rows that the model is most wrong about, with their leading features.

    Attributes
    ----------
    table : pandas.DataFrame
        ``row`` id, ``truth``, ``prediction``; of classes ``probability`` (given to the truth)
        and ``stated`` (given to the prediction), of numbers ``residual`` (true minus
        predicted); then the features. The worst row first.
    sizes : array of shape (rows,)
        Of every test row: the probability given to the truth, or the absolute error.
    wrong : int
        Test rows that are wrong; for numbers all that are not exact.
    confident : int
        Wrong predictions stated with a probability of at least 0.9; 0 for numbers.
    target : str
        The column predicted.
    """

    table: pd.DataFrame
    sizes: npt.NDArray[np.float64]
    wrong: int
    confident: int
    target: str

    @property
    def of_numbers(self) -> bool:
        """Whether the mistakes are distances, not wrong labels."""
        return "residual" in self.table.columns

    def frame(self) -> pd.DataFrame:
        """Return the worst rows, at most 50."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the worst rows, long values shortened."""
        named = {str(name): shorten(str(name), 24) for name in self.table.columns}
        return self.table.drop(columns="stated", errors="ignore").map(_cell).rename(columns=named)

    def note(self) -> str:
        """Return how many mistakes there are, and how grave."""
        rows = len(self.sizes)
        if self.of_numbers:
            half, worst = np.quantile(self.sizes, [0.5, 1.0])
            share = float(np.sort(self.sizes)[-max(1, rows // 100) :].sum() / self.sizes.sum())
            return (
                f"Half of {rows:,} test rows are off by less than {number_text(float(half))}, the "
                f"worst by {number_text(float(worst))}, units of {self.target}; the worst 1 % of "
                f"rows make {share:.0%} of all error. The worst first:"
            )
        return (
            f"{self.wrong:,} of {rows:,} test rows are wrong, {self.confident:,} of them stated "
            f"with a probability of at least {CONFIDENT}. The most confident mistakes first:"
        )

    def plot(self) -> Picture:
        """Return how mistakes are distributed."""
        with house_style():
            figure, axes = plt.subplots(figsize=(6.4, 3.2))
            if self.of_numbers:
                axes.hist(self.sizes, bins=40, color=PALETTE["sky"], histtype="stepfilled")
                axes.set(xlabel=f"Absolute error, units of {self.target}", ylabel="Rows")
                axes.set(title="How far off", yscale="log")
            else:
                axes.hist(self.sizes, bins=_BARS, color=PALETTE["sky"], histtype="stepfilled")
                axes.axvspan(0, 1 - CONFIDENT, color=PALETTE["vermillion"], alpha=0.15)
                axes.set(xlabel="Probability given to the true class", ylabel="Rows, log scale")
                axes.set(title="Shaded: confident mistakes", yscale="log", xlim=(0, 1))
            axes.set_ylim(bottom=0.5)
            axes.minorticks_off()
            return Picture.of(figure, alt=self.note().rsplit(". ", 1)[0] + ".")


def mistakes_of(
    X: pd.DataFrame,
    truth: npt.NDArray[Any],
    outputs: Outputs,
    features: list[str],
    target: str,
) -> Mistakes:
    """Order test rows by how wrong the model is about them.

    Parameters
    ----------
    X : pandas.DataFrame of shape (rows, features)
        Test rows; the index holds the row ids.
    truth, outputs : array of shape (rows,), Outputs
        Their target, and what the model says of them.
    features : list of str
        The features to show, the most important first; the first four are.
    target : str
        The column predicted.
    """
    table = pd.DataFrame({"row": X.index, "truth": truth, "prediction": outputs.values})
    confident = 0
    if outputs.probabilities is None:
        sizes = np.abs(np.asarray(outputs.values - truth, dtype=np.float64))
        table["residual"] = np.asarray(truth - outputs.values, dtype=np.float64)
        order, wrong = np.argsort(-sizes, kind="stable"), int((sizes > 0).sum())
    else:
        assert outputs.classes is not None
        place = np.searchsorted(outputs.classes, truth)
        sizes = outputs.probabilities[np.arange(len(truth)), place]
        stated = outputs.probabilities.max(axis=1)
        table["probability"], table["stated"] = sizes, stated
        off = outputs.values != truth
        wrong, confident = int(off.sum()), int((off & (stated >= CONFIDENT)).sum())
        order = np.argsort(np.where(off, sizes, 1 + sizes), kind="stable")[:wrong]
    worst = order[:ROWS]
    beside = X[features[:FEATURES]].iloc[worst].reset_index(drop=True)
    table = pd.concat([table.iloc[worst].reset_index(drop=True), beside], axis=1)
    return Mistakes(table, sizes, wrong, confident, shorten(target, 40))


def _cell(value: object) -> object:
    if isinstance(value, (float, np.floating)):
        return number_text(float(value))
    return shorten(value, 40) if isinstance(value, str) else value
