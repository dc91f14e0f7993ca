"""A line for each class: how often it is found, and what it is taken for."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn import metrics as sk

from mlbench.errors import shorten
from mlbench.evaluation.rates import brief, share_of
from mlbench.evaluation.view import View
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: Classes in a picture: the ones found least.
SHOWN = 20


@dataclass(frozen=True, eq=False, repr=False)
class Classes(View):
    """Figures of each class against the rest.

    Attributes
    ----------
    table : pandas.DataFrame
        ``class``, ``rows``, ``precision`` and ``recall`` with ``_low`` and ``_high``, ``f1``,
        ``average_precision``, ``taken_for`` (the class it is mistaken for most) and
        ``taken_for_rows``; the class with the least recall first.
    confidence : float
        Coverage of the intervals.
    """

    table: pd.DataFrame
    confidence: float

    def frame(self) -> pd.DataFrame:
        """Return one row a class."""
        return self.table.copy()

    def shown(self) -> pd.DataFrame:
        """Return the classes with their intervals."""
        lines = self.table.to_dict("records")
        return pd.DataFrame(
            {
                "Class": [line["class"] for line in lines],
                "Rows": [f"{line['rows']:,}" for line in lines],
                **{
                    name.capitalize(): [
                        brief(Estimate(line[name], line[f"{name}_low"], line[f"{name}_high"]))
                        for line in lines
                    ]
                    for name in ("recall", "precision")
                },
                "F1": self.table["f1"],
                "AP": self.table["average_precision"],
                "Taken for": [_taken(line) for line in lines],
            }
        )

    def note(self) -> str:
        """Return the class that is found least and the one found most."""
        worst, best = self.table.iloc[0], self.table.iloc[-1]
        return (
            f"Each class against the rest. Class {worst['class']} is found least: "
            f"{number_text(worst['recall'])} of its {worst['rows']:,} rows; class {best['class']} "
            f"most: {number_text(best['recall'])} of {best['rows']:,}."
        )

    def plot(self) -> Picture:
        """Return recall and precision of each class with their intervals."""
        alt = f"Recall and precision by class. {self.note()}"
        return rates_picture(self.table, "class", self.confidence, alt)


def rates_picture(table: pd.DataFrame, by: str, confidence: float, alt: str) -> Picture:
    """Return recall and precision of the first lines of a table, named by a column of it."""
    some = table.head(SHOWN).iloc[::-1]
    with house_style():
        figure, axes = plt.subplots(figsize=(7.0, 1.4 + 0.36 * len(some)))
        for shift, name, colour, mark in (
            (0.13, "recall", PALETTE["blue"], "o"),
            (-0.13, "precision", PALETTE["orange"], "s"),
        ):
            reach = [some[name] - some[f"{name}_low"], some[f"{name}_high"] - some[name]]
            axes.errorbar(
                some[name],
                np.arange(len(some)) + shift,
                xerr=np.clip(np.asarray(reach), 0, None),
                fmt=mark,
                markersize=5,
                color=colour,
                elinewidth=1.2,
                capsize=2,
                label=name.capitalize(),
            )
        axes.set_yticks(range(len(some)), some[by])
        axes.set(xlabel=f"Share of rows, {confidence:.0%} intervals", title=f"By {by}")
        axes.set_xlim(right=1.01)
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.1)
        return Picture.of(figure, alt=alt)


def classes_of(
    truth: npt.NDArray[Any],
    outputs: Outputs,
    confidence: float,
    weight: npt.NDArray[np.float64] | None = None,
) -> Classes:
    """Measure each class of the test rows against the rest.

    Parameters
    ----------
    truth : array of shape (rows,)
        The target.
    outputs : Outputs
        Labels and probabilities for the same rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    weight : array of shape (rows,), optional
        How much each row counts in recall, precision, F1 and AP; all the same without.
    """
    labels = outputs.classes
    assert labels is not None
    assert outputs.probabilities is not None
    counts = sk.confusion_matrix(truth, outputs.values, labels=labels)
    names = [shorten(str(label), 24) for label in labels]
    lines = []
    for place, label in enumerate(labels):
        rows = counts[place].sum()
        if not rows:
            continue
        member, called = truth == label, outputs.values == label
        recall, precision = (
            share_of((member & called)[of], None if weight is None else weight[of], confidence)
            for of in (member, called)
        )
        off = np.where(np.arange(len(labels)) == place, 0, counts[place])
        lines.append(
            {
                "class": names[place],
                "rows": int(rows),
                **_named("recall", recall),
                **_named("precision", precision),
                "f1": sk.f1_score(member, called, sample_weight=weight, zero_division=0.0),
                "average_precision": sk.average_precision_score(
                    member, outputs.probabilities[:, place], sample_weight=weight
                ),
                "taken_for": names[int(off.argmax())] if off.any() else "",
                "taken_for_rows": int(off.max()),
            }
        )
    table = pd.DataFrame(lines).sort_values("recall", kind="stable", ignore_index=True)
    return Classes(table, confidence)


def _named(name: str, found: Estimate) -> dict[str, float | None]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _taken(line: dict[Hashable, Any]) -> str:
    return f"{line['taken_for']}, {line['taken_for_rows']:,} rows" if line["taken_for"] else ""
