"""Figures by a named group, side by side: what there is to see of fairness, and no verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.calibration import certainty
from mlbench.evaluation.parts import Members, parts_of
from mlbench.evaluation.rates import brief, difference, mean, ratio, share
from mlbench.evaluation.view import View
from mlbench.models.facts import FeatureFacts
from mlbench.models.outputs import Outputs
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Estimate, number_text

#: A group has at least this many rows.
FEWEST_ROWS = 20

#: Figures of two classes: name -> what it is called.
LABELS = {
    "base_rate": "True share",
    "selection_rate": "Selected",
    "true_positive_rate": "True positive rate",
    "false_positive_rate": "False positive rate",
    "precision": "Precision",
    "calibration_gap": "Came true minus stated",
    "accuracy": "Accuracy",
    "mean_residual": "True minus predicted",
    "mean_absolute_error": "Mean absolute error",
}
#: Figures that are shares, of which a ratio says something.
_SHARES = ("base_rate", "selection_rate", "true_positive_rate", "false_positive_rate", "precision")

Figures = dict[str, Estimate]


@dataclass(frozen=True)
class Group:
    """One group of the test rows.

    Attributes
    ----------
    label : str
        Which one.
    rows : int
        How many.
    figures : dict of str to Estimate
        What was measured, by name.
    """

    label: str
    rows: int
    figures: Figures


@dataclass(frozen=True, eq=False, repr=False)
class Groups(View):
    """Figures of each group of test rows, compared with the largest group.

    Attributes
    ----------
    feature : str
        The column that makes the groups.
    groups : tuple of Group
        The largest first.
    positive : str
        The class that is selected; empty for other tasks than of two classes.
    threshold : float
        From which probability a row is selected.
    left_out : int
        Groups with too few rows.
    confidence : float
        Coverage of the intervals.
    """

    most = 60

    feature: str
    groups: tuple[Group, ...]
    positive: str
    threshold: float
    left_out: int
    confidence: float

    @property
    def reference(self) -> Group:
        """The largest group, which the others are compared with."""
        return self.groups[0]

    def frame(self) -> pd.DataFrame:
        """Return one row a group and figure.

        Returns
        -------
        pandas.DataFrame
            ``group``, ``rows``, ``figure``, ``value``, ``low``, ``high``; ``difference`` and
            ``ratio`` to the largest group, each with ``_low`` and ``_high``.
        """
        lines = []
        for group in self.groups:
            for name, value in group.figures.items():
                line: dict[str, Any] = {"group": group.label, "rows": group.rows, "figure": name}
                line |= {"value": value.value, "low": value.low, "high": value.high}
                for word, found in self.against(group, name).items():
                    line |= {
                        word: found.value,
                        f"{word}_low": found.low,
                        f"{word}_high": found.high,
                    }
                lines.append(line)
        return pd.DataFrame(lines)

    def against(self, group: Group, name: str) -> Figures:
        """Return ``difference`` and, of shares, ``ratio`` of a figure to the largest group."""
        if group is self.reference:
            return {}
        mine, theirs = group.figures[name], self.reference.figures[name]
        found = {"difference": difference(mine, theirs)}
        return found | ({"ratio": ratio(mine, theirs)} if name in _SHARES else {})

    def shown(self) -> pd.DataFrame:
        """Return a line for each figure and group, with how it differs from the largest group."""
        lines = []
        for name, label in LABELS.items():
            for group in self.groups if name in self.reference.figures else ():
                against = self.against(group, name)
                lines.append(
                    {
                        "Figure": label if group is self.reference else "",
                        "Group": shorten(group.label, 24),
                        "Value": brief(group.figures[name]),
                        "Difference": brief(against["difference"]) if against else "",
                        "Ratio": brief(against["ratio"]) if "ratio" in against else "",
                    }
                )
        return pd.DataFrame(lines)

    def note(self) -> str:
        """Return how the groups were made and how to read the figures."""
        made = (
            f"Test rows by {shorten(self.feature, 40)}: {self._sizes()}. Differences and ratios "
            f"are to {self.reference.label}, the largest group; {self.confidence:.0%} intervals."
        )
        if self.positive:
            made += (
                f" Selected: class {self.positive} at a probability of at least "
                f"{number_text(self.threshold)}."
            )
        left = f" {self.left_out} groups with fewer than {FEWEST_ROWS} rows are left out."
        return (
            f"{made}{left if self.left_out else ''} Where the true shares differ, selection, error "
            "rates and calibration can't all be equal (Kleinberg, Mullainathan and Raghavan "
            "2016): which of them should be is for people to decide."
        )

    def plot(self) -> Picture:
        """Return every figure with the groups side by side."""
        names = list(self.reference.figures)
        columns = min(3, len(names))
        lines = -(-len(names) // columns)
        height = 0.8 + lines * (0.7 + 0.24 * len(self.groups))
        with house_style():
            figure, panels = plt.subplots(
                lines, columns, figsize=(2.9 * columns, height), squeeze=False, sharey=True
            )
            for axes in panels.flat[len(names) :]:
                axes.set_visible(False)
            for axes, name in zip(panels.flat, names, strict=False):
                for place, group in enumerate(reversed(self.groups)):
                    value = group.figures[name]
                    ends = [v for v in (value.low, value.high) if v is not None]
                    axes.plot(ends, [place] * len(ends), color=PALETTE["grey"], linewidth=1.4)
                    axes.plot(value.value, place, "o", color=PALETTE["blue"], markersize=5)
                axes.set_title(LABELS[name], fontsize=9)
                axes.margins(x=0.15)
                axes.locator_params(axis="x", nbins=4)
                axes.set_ylim(-0.6, len(self.groups) - 0.4)
            labels = [shorten(group.label, 24) for group in reversed(self.groups)]
            panels[0, 0].set_yticks(range(len(labels)), labels)
            return Picture.of(
                figure, alt=f"Figures by {shorten(self.feature, 40)}. {self._words()}"
            )

    def _sizes(self) -> str:
        return ", ".join(f"{shorten(g.label, 24)} {g.rows:,} rows" for g in self.groups)

    def _words(self) -> str:
        name = "selection_rate" if self.positive else next(reversed(self.reference.figures))
        said = "; ".join(f"{g.label} {number_text(g.figures[name].value)}" for g in self.groups)
        return f"{LABELS[name]}: {said}."


def groups_of(
    column: pd.Series,
    feature: FeatureFacts,
    truth: npt.NDArray[Any],
    outputs: Outputs,
    *,
    threshold: float,
    confidence: float,
) -> Groups | None:
    """Measure every group that a column makes of the test rows.

    Parameters
    ----------
    column : pandas.Series of shape (rows,)
        What makes the groups: categories, or numbers in four ranges.
    feature : FeatureFacts
        What is known of the column.
    truth, outputs : array of shape (rows,), Outputs
        Target and predictions of the test rows.
    threshold : float
        From which probability a row of two classes is selected, in [0, 1].
    confidence : float
        Coverage of the intervals, in (0, 1).

    Returns
    -------
    Groups or None
        None with fewer than two groups of 20 rows.
    """
    every = list(parts_of(column, feature))
    large = [(label, rows) for label, rows in every if rows.sum() >= FEWEST_ROWS]
    if len(large) < 2:  # noqa: PLR2004 - nothing to compare
        return None
    found = [
        Group(
            label.removeprefix("= "),
            int(rows.sum()),
            _figures(truth, outputs, rows, threshold, confidence),
        )
        for label, rows in large
    ]
    found.sort(key=lambda group: -group.rows)
    is_binary = outputs.classes is not None and len(outputs.classes) == 2  # noqa: PLR2004 - binary
    positive = shorten(str(outputs.classes[-1]), 24) if is_binary else ""  # type: ignore[index]
    left_out = len(every) - len(large)
    return Groups(feature.name, tuple(found), positive, threshold, left_out, confidence)


def _figures(
    truth: npt.NDArray[Any], outputs: Outputs, rows: Members, threshold: float, confidence: float
) -> Figures:
    if outputs.probabilities is None:
        errors = np.asarray(truth - outputs.values, dtype=np.float64)[rows]
        return {
            "mean_residual": mean(errors, confidence),
            "mean_absolute_error": mean(np.abs(errors), confidence),
        }
    member, score, _ = certainty(truth, outputs)
    came = mean(member[rows] - score[rows], confidence)
    assert outputs.classes is not None
    if len(outputs.classes) > 2:  # noqa: PLR2004 - more than two classes
        right = truth[rows] == outputs.values[rows]
        return {
            "accuracy": share(int(right.sum()), len(right), confidence),
            "calibration_gap": came,
        }
    true, chosen = member[rows], score[rows] >= threshold
    hits = int((true & chosen).sum())
    return {
        "base_rate": share(int(true.sum()), len(true), confidence),
        "selection_rate": share(int(chosen.sum()), len(true), confidence),
        "true_positive_rate": share(hits, int(true.sum()), confidence),
        "false_positive_rate": share(int((~true & chosen).sum()), int((~true).sum()), confidence),
        "precision": share(hits, int(chosen.sum()), confidence),
        "calibration_gap": came,
    }
