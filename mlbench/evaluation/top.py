"""The top of the list: how many of the rows that a model ranks first are hits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.rates import brief, share
from mlbench.evaluation.view import View
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: Shares of the rows whose top is looked at.
SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
#: The top that is told in words.
TOLD = 0.1
#: A top has at least this many rows.
FEWEST_ROWS = 5


@dataclass(frozen=True, eq=False, repr=False)
class Top(View):
    """Precision, recall and lift of the rows with the highest scores.

    Attributes
    ----------
    table : pandas.DataFrame
        One row a top: ``share`` of all rows, ``rows``, ``hits``, ``precision`` with its
        interval ``low`` to ``high``, ``recall`` (the gain), ``lift`` over a random choice and
        the ``score`` of its last row.
    gains : array of shape (rows + 1,)
        Share of all hits among the first rows, from none to all.
    positive : str
        The class that is a hit.
    base : float
        The share of hits in all rows.
    looked : array of shape (rows + 1,)
        Share of all rows looked at, by their weight, from none to all.
    """

    table: pd.DataFrame
    gains: npt.NDArray[np.float64]
    positive: str
    base: float
    looked: npt.NDArray[np.float64]

    def frame(self) -> pd.DataFrame:
        """Return one row a top."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return precision with its interval, recall and lift of each top."""
        lines = self.table.to_dict("records")
        return pd.DataFrame(
            {
                "Top": [f"{line['share']:.0%}, {line['rows']:,} rows" for line in lines],
                "Precision": [
                    brief(Estimate(line["precision"], line["low"], line["high"])) for line in lines
                ],
                "Recall": self.table["recall"],
                "Lift": self.table["lift"],
                "Score from": self.table["score"],
            }
        )

    def note(self) -> str:
        """Return what about the first tenth holds."""
        rows = len(self.gains) - 1
        top = self.table.iloc[(self.table["share"] - TOLD).abs().argmin()]
        return (
            f"Class {self.positive} is {number_text(self.base)} of {rows:,} test rows. The top "
            f"{top['share']:.0%} by score holds {top['recall']:.0%} of it, "
            f"{number_text(top['lift'])} times as much as a random choice."
        )

    def plot(self) -> Picture:
        """Return the gains curve: hits found against rows looked at, in order of the score."""
        with house_style():
            figure, axes = plt.subplots(figsize=(5.6, 4.2))
            axes.plot(self.looked, self.gains, label="in order of the score")
            axes.plot([0, self.base, 1], [0, 1, 1], linestyle="--", linewidth=1, label="at best")
            axes.plot([0, 1], [0, 1], color=PALETTE["grey"], linestyle=":", label="at random")
            axes.scatter(self.table["share"], self.table["recall"], s=18, zorder=3)
            axes.set(xlabel="Share of rows looked at", title="What the top of the list finds")
            axes.set(ylabel=f"Share of class {self.positive} found")
            axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.02))
            axes.legend(loc="lower right")
            return Picture.of(figure, alt=f"Gains curve. {self.note()}")


def top_of(
    truth: npt.NDArray[Any],
    outputs: Outputs,
    confidence: float,
    weight: npt.NDArray[np.float64] | None = None,
) -> Top | None:
    """Rank test rows by the probability of the positive class and count hits at the top.

    Rows of the same score count by their share of hits, so that their order in the file
    has no effect.

    Parameters
    ----------
    truth : array of shape (rows,)
        The target.
    outputs : Outputs
        Probabilities of two classes for the same rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    weight : array of shape (rows,), optional
        How much each row counts: a top is then a share of the weight; all the same without.

    Returns
    -------
    Top or None
        None when the rows are too few for any top, or hold no hit.
    """
    assert outputs.classes is not None
    positive = outputs.classes[-1]
    member, scores = truth == positive, outputs.score
    order = np.argsort(-scores, kind="stable")
    counts = np.ones(len(truth)) if weight is None else weight[order]
    lines = pd.DataFrame({"hits": counts * member[order], "counts": counts})
    tied = lines.groupby(scores[order]).transform("sum")
    # rows of one score share its hits, so that their order in the file has no effect
    expected = np.where(
        tied["counts"] > 0, tied["hits"] / tied["counts"].where(tied["counts"] > 0, 1), 0.0
    )
    found, looked = (np.r_[0.0, np.cumsum(each)] for each in (expected * counts, counts))
    rows, base = len(truth), float(found[-1] / looked[-1])
    sizes = {_size(looked, part): part for part in reversed(SHARES)}
    kept = [size for size in sorted(sizes) if FEWEST_ROWS <= size < rows]
    if not kept or not base:
        return None
    ranked = _Ranked(found, looked, scores[order], None if weight is None else counts)
    table = pd.DataFrame([_line(sizes[size], size, ranked, confidence) for size in kept])
    name = shorten(str(positive), 30)
    return Top(table, found / found[-1], name, base, looked / looked[-1])


@dataclass(frozen=True)
class _Ranked:
    """Rows in order of the score: hits and rows up to each, by weight."""

    found: npt.NDArray[np.float64]
    looked: npt.NDArray[np.float64]
    scores: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64] | None


def _size(looked: npt.NDArray[np.float64], part: float) -> int:
    """Return how many rows make up a share of the whole weight, at least."""
    return int(np.searchsorted(looked, part * looked[-1] * (1 - 1e-12)))


def _line(part: float, size: int, ranked: _Ranked, confidence: float) -> dict[str, float]:
    hits, looked = float(ranked.found[size]), float(ranked.looked[size])
    precision, base = hits / looked, float(ranked.found[-1] / ranked.looked[-1])
    weight = None if ranked.weight is None else ranked.weight[:size]
    alike = size if weight is None else looked**2 / float((weight**2).sum())
    around = share(round(precision * alike), max(1, round(alike)), confidence)
    assert around.low is not None
    assert around.high is not None
    return {
        "share": part,
        "rows": size,
        "hits": hits,
        "precision": precision,
        "low": min(around.low, precision),
        "high": max(around.high, precision),
        "recall": hits / float(ranked.found[-1]),
        "lift": precision / base,
        "score": float(ranked.scores[size - 1]),
    }
