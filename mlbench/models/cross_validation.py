"""The result of a cross-validation: a table, a picture, and what they say."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from mlbench.html_tables import text_left
from mlbench.models.candidate import STACK
from mlbench.models.catalogue import BASELINE, find
from mlbench.models.gallery import Gallery
from mlbench.models.held_out import HeldOut
from mlbench.models.metrics import Metric
from mlbench.models.recipe import COSTS
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.statements import Finding, Findings, number_text
from mlbench.vocabulary import Severity

#: Scores that vary more than this, relative to the gain over the baseline, are unstable.
UNSTABLE_SHARE = 0.5


@dataclass(frozen=True)
class FoldScores:
    """The scores of one recipe, fold by fold.

    Attributes
    ----------
    recipe, title : str
        What it goes by.
    scores : tuple of float
        One score a fold.
    fit_seconds : float
        Mean duration of a fit.
    """

    recipe: str
    title: str
    scores: tuple[float, ...]
    fit_seconds: float

    @property
    def mean(self) -> float:
        """Mean over the folds."""
        return float(np.mean(self.scores))

    @property
    def sd(self) -> float:
        """Standard deviation over the folds, with one degree of freedom less; NaN for one."""
        if len(self.scores) < 2:  # noqa: PLR2004 - a spread needs two
            return float("nan")
        return float(np.std(self.scores, ddof=1))


@dataclass(frozen=True)
class CrossValidation:
    """Scores of recipes over the same folds of the training rows.

    Attributes
    ----------
    metric : Metric
        What the scores are.
    rows : tuple of FoldScores
        The recipe in question first, then the others.
    folds, train_rows : int
        Number of folds, and of rows that they part.
    target : str
        The column predicted.
    failed : dict of str to str
        Recipes that could not be scored, and why.
    notes : tuple of str
        What was decided on the way.
    held_out : HeldOut
        What was said of the rows of each fold by the recipe in question.
    """

    metric: Metric
    rows: tuple[FoldScores, ...]
    folds: int
    train_rows: int
    target: str
    failed: dict[str, str]
    notes: tuple[str, ...]
    held_out: HeldOut = field(default=HeldOut(), compare=False, repr=False)

    @property
    def main(self) -> FoldScores:
        """The recipe in question."""
        return self.rows[0]

    @property
    def baseline(self) -> FoldScores | None:
        """The dummy baseline, if it could be scored."""
        return next((row for row in self.rows if row.recipe == BASELINE), None)

    def frame(self) -> pd.DataFrame:
        """Return one row a recipe, the best first: mean, sd, folds, fit seconds."""
        table = pd.DataFrame(
            {
                "recipe": [row.recipe for row in self.rows],
                "metric": self.metric.name,
                "mean": [row.mean for row in self.rows],
                "sd": [row.sd for row in self.rows],
                "folds": self.folds,
                "fit_seconds": [row.fit_seconds for row in self.rows],
            }
        )
        ordered = table.sort_values("mean", ascending=not self.metric.greater_is_better)
        return ordered.reset_index(drop=True)

    def scores(self) -> pd.DataFrame:
        """Return one row a fold, one column a recipe."""
        index = pd.RangeIndex(1, self.folds + 1, name="fold")
        return pd.DataFrame({row.recipe: row.scores for row in self.rows}, index=index)

    def plot(self) -> Picture:
        """Return the scores of every fold, one line a recipe."""
        order = [r for name in self.frame()["recipe"] for r in self.rows if r.recipe == name]
        return fold_picture(
            [(row.title, row.scores) for row in order],
            order.index(self.main),
            self.axis_label(),
            f"{self.metric.label} over {self.folds} folds",
        )

    def pictures(self) -> Gallery:
        """Return the pictures there are of it."""
        return Gallery({"folds": self.plot()})

    def axis_label(self) -> str:
        """Return the metric's label with its unit."""
        return axis_label(self.metric, self.target)

    def findings(self) -> Findings:
        """Return what the scores say about the recipe."""
        return Findings.of(_findings(self))

    def record(self) -> dict[str, Any]:
        """Return what a step records of it: ``step.record(**cv.record())``.

        Returns
        -------
        dict
            ``cv_metric``, ``cv_mean``, ``cv_sd``, ``cv_folds`` and ``cv_baseline`` of the recipe in
            question; ``cv_compared``, the means of the others; ``recipe`` and ``findings``.
        """
        return {
            "recipe": self.main.recipe,
            "cv_metric": self.metric.name,
            "cv_mean": self.main.mean,
            "cv_sd": self.main.sd,
            "cv_folds": self.folds,
            "cv_baseline": self.baseline.mean if self.baseline else None,
            "cv_compared": {row.recipe: row.mean for row in self.rows[1:]},
            "findings": self.findings(),
        }

    def __repr__(self) -> str:
        table = self.frame().to_string(index=False, float_format=number_text)
        return "\n".join([table, *self._remarks()])

    def _remarks(self) -> list[str]:
        failed = [f"{name} could not be scored: {why}" for name, why in self.failed.items()]
        return [*self.notes, *failed]

    def _repr_html_(self) -> str:
        table = text_left(self.frame().to_html(index=False, float_format=number_text))
        remarks = "".join(f"<p>{html.escape(text)}</p>" for text in self._remarks())
        return f"{table}{remarks}"


def axis_label(metric: Metric, target: str) -> str:
    """Return a metric's label with its unit."""
    unit = f", units of {target}" if metric.in_target_units else ""
    return f"{metric.label}{unit}"


def fold_picture(
    rows: Sequence[tuple[str, Sequence[float]]], main: int, label: str, words: str
) -> Picture:
    """Return scores by fold, one line a title, the first on top; row `main` is set off."""
    with house_style():
        figure, axes = plt.subplots(figsize=(7.2, 1.4 + 0.5 * len(rows)))
        for number, (_, scores) in enumerate(rows):
            place = len(rows) - 1 - number
            colour = PALETTE["blue"] if number == main else PALETTE["grey"]
            axes.scatter(scores, [place] * len(scores), color=colour, alpha=0.5, s=28)
            mean = float(np.mean(scores))
            axes.scatter([mean], [place], color=colour, marker="|", s=400, linewidths=2.5)
        axes.set_yticks(range(len(rows)), [title for title, _ in reversed(rows)])
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set(xlabel=label, title="Scores by fold; the bar is the mean")
        said = "; ".join(f"{title} {number_text(float(np.mean(s)))}" for title, s in rows)
        return Picture.of(figure, alt=f"{words}, mean: {said}.")


def _findings(result: CrossValidation) -> Iterator[Finding]:
    baseline = result.baseline
    judged = result.folds > 1
    if judged and baseline is not None and result.main.recipe != BASELINE:
        yield from _against_baseline(result, baseline)
    if judged:
        yield from _simpler(result)
    for name, why in result.failed.items():
        yield Finding(
            "MB204", "recipe not scored", Severity.WARNING, name, why, "Leave it out or mend it."
        )
    for note in result.notes:
        yield Finding(
            "MB205",
            "fewer folds",
            Severity.INFO,
            "cross-validation",
            note,
            "Read the spread with care; more rows of that class would help.",
        )


def _rank(recipe: str) -> int:
    """Return how dear it is: a stack dearer than all; a pipeline of one's own is not judged."""
    if recipe == "custom":
        return -1
    return len(COSTS) if recipe == STACK else find(recipe).rank


def _gains(result: CrossValidation, other: FoldScores) -> np.ndarray:
    pairs = zip(result.main.scores, other.scores, strict=True)
    return np.array([result.metric.gain(mine, theirs) for mine, theirs in pairs])


def _standard_error(gains: np.ndarray) -> float:
    return float(gains.std(ddof=1) / np.sqrt(len(gains)))


def _against_baseline(result: CrossValidation, baseline: FoldScores) -> Iterator[Finding]:
    gains, label = _gains(result, baseline), result.metric.label
    mean, spread = float(gains.mean()), float(gains.std(ddof=1))
    figures = (
        f"{label} {number_text(result.main.mean)} against {number_text(baseline.mean)} "
        f"of the dummy baseline over {result.folds} folds."
    )
    if not mean > _standard_error(gains):
        yield Finding(
            "MB201",
            "no better than the baseline",
            Severity.CRITICAL,
            result.main.title,
            figures,
            "Look for features that say something about the target, or for faults in the data.",
        )
    elif spread > UNSTABLE_SHARE * mean:
        low, high = min(result.main.scores), max(result.main.scores)
        yield Finding(
            "MB202",
            "unstable across folds",
            Severity.WARNING,
            result.main.title,
            f"{label} between {number_text(low)} and {number_text(high)} over "
            f"{result.folds} folds.",
            "Get more rows, or choose a simpler recipe.",
        )


def _simpler(result: CrossValidation) -> Iterator[Finding]:
    rank = _rank(result.main.recipe)
    for other in result.rows[1:]:
        if other.recipe == BASELINE or _rank(other.recipe) >= rank:
            continue
        gains = _gains(result, other)
        if gains.mean() <= _standard_error(gains):
            yield Finding(
                "MB203",
                "a simpler recipe does as well",
                Severity.INFO,
                other.title,
                f"{result.metric.label} {number_text(other.mean)} against "
                f"{number_text(result.main.mean)} of {result.main.title}.",
                f"Consider recipe '{other.recipe}': it is quicker and easier to explain.",
            )
