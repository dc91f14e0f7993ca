"""The rows with the most wrong labels: single rows to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.label_sets import texts_of
from mlbench.errors import shorten
from mlbench.evaluation.mistakes import FEATURES, ROWS
from mlbench.evaluation.view import View
from mlbench.models.label_metrics import aligned
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import number_text


@dataclass(frozen=True, eq=False, repr=False)
class LabelMistakes(View):
    """Which labels are missed and which are too many, row by row.

    Attributes
    ----------
    table : pandas.DataFrame
        ``row`` id, ``truth``, ``missed`` (true labels that were not predicted), ``extra``
        (predicted ones that are not true), then the features. The row with the most wrong
        labels first, at most 50.
    missed, extra : array of int, shape (rows,)
        How many labels of each test row are missed, and are too many.
    most_missed : tuple of (str, int)
        The labels that are missed most, with the number of rows.
    """

    table: pd.DataFrame
    missed: npt.NDArray[np.int64]
    extra: npt.NDArray[np.int64]
    most_missed: tuple[tuple[str, int], ...]

    def frame(self) -> pd.DataFrame:
        """Return the worst rows, at most 50."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the worst rows, long values shortened."""
        named = {str(name): shorten(str(name), 24) for name in self.table.columns}
        return self.table.map(_cell).rename(columns=named)

    def note(self) -> str:
        """Return how many labels are wrong, and which are missed most."""
        rows, wrong = len(self.missed), int(((self.missed + self.extra) > 0).sum())
        missed = ", ".join(f"{label} {count:,}" for label, count in self.most_missed)
        most = f" Missed most: {missed}." if missed else ""
        return (
            f"{wrong:,} of {rows:,} test rows have a wrong label: {int(self.missed.sum()):,} true "
            f"ones are missed, {int(self.extra.sum()):,} predicted ones are not true.{most} The "
            "rows with the most wrong labels first:"
        )

    def plot(self) -> Picture:
        """Return how many rows have how many labels missed and too many."""
        most = int(max(self.missed.max(initial=0), self.extra.max(initial=0)))
        counts = np.arange(most + 1)
        with house_style():
            figure, axes = plt.subplots(figsize=(6.4, 3.2))
            for shift, values, name, colour in (
                (-0.2, self.missed, "missed", PALETTE["blue"]),
                (0.2, self.extra, "too many", PALETTE["orange"]),
            ):
                rows = np.bincount(values, minlength=most + 1)
                axes.bar(counts + shift, rows, width=0.4, label=name, color=colour)
            axes.set_xticks(counts)
            axes.set(xlabel="Labels of a row", ylabel="Test rows", title="Wrong labels a row")
            axes.legend()
            return Picture.of(figure, alt=self.note().rsplit(". ", 1)[0] + ".")


def label_mistakes_of(
    X: pd.DataFrame, truth: npt.NDArray[Any], outputs: Outputs, features: list[str]
) -> LabelMistakes:
    """Order test rows by how many of their labels are wrong.

    Parameters
    ----------
    X : pandas.DataFrame of shape (rows, features)
        Test rows; the index holds the row ids.
    truth, outputs : array of shape (rows,), Outputs
        Their sets of labels, and what the model says of them.
    features : list of str
        The features to show, the most important first; the first four are.
    """
    both = aligned(truth, outputs)
    missed, extra = both.truth & ~both.predicted, both.predicted & ~both.truth
    wrong = missed.sum(axis=1) + extra.sum(axis=1)
    # of rows with as many wrong labels the one whose probabilities are further off
    off = np.abs(both.truth - both.probabilities).sum(axis=1)
    order = np.lexsort((-off, -wrong))[: int((wrong > 0).sum())][:ROWS]
    table = pd.DataFrame(
        {
            "row": X.index[order],
            "truth": np.asarray(truth)[order],
            "missed": texts_of(missed[order], both.labels),
            "extra": texts_of(extra[order], both.labels),
        }
    )
    beside = X[features[:FEATURES]].iloc[order].reset_index(drop=True)
    counts = missed.sum(axis=0)
    most = [k for k in np.argsort(-counts, kind="stable")[:3] if counts[k]]
    return LabelMistakes(
        pd.concat([table, beside], axis=1),
        missed.sum(axis=1),
        extra.sum(axis=1),
        tuple((shorten(both.labels[k], 30), int(counts[k])) for k in most),
    )


def _cell(value: object) -> object:
    if isinstance(value, (float, np.floating)):
        return number_text(float(value))
    return shorten(value, 60) if isinstance(value, str) else value
