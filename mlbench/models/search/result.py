"""The result of a search: what was tried, what came of it, and the model that won."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from mlbench.html_tables import text_left
from mlbench.models.candidate import Candidate, Stack
from mlbench.models.catalogue import BASELINE
from mlbench.models.cross_validation import CrossValidation, FoldScores
from mlbench.models.gallery import Gallery
from mlbench.models.held_out import HeldOut
from mlbench.models.metrics import Metric
from mlbench.models.model import Model
from mlbench.models.search.picture import search_picture
from mlbench.models.search.trial import Trial
from mlbench.pictures import Picture
from mlbench.statements import Findings, number_text

#: So many trials are shown in a notebook; `frame()` has all.
SHOWN = 15
_COLUMNS = ["trial", "recipe", "set", "mean", "sd", "folds", "seconds", "at", "ended", "why"]


@dataclass(frozen=True)
class Search:
    """What a search tried and found.

    Attributes
    ----------
    metric : Metric
        What scores are.
    trials : tuple of Trial
        In the order they were begun; the baseline is the first.
    winner : Trial
        The one that became the model.
    model : Model
        It, fitted on all training rows.
    folds, train_rows : int
        Number of folds, and of rows that they part.
    target : str
        The column predicted.
    budget_s : float or None
        Seconds that it had; None when trials were counted.
    seconds : float
        Seconds that it took, the last fit included.
    workers : int
        Fits that went on at a time.
    notes : tuple of str
        What was decided on the way.
    held_out : HeldOut
        What was said of the rows of each fold by the winner.
    """

    metric: Metric
    trials: tuple[Trial, ...]
    winner: Trial
    model: Model
    folds: int
    train_rows: int
    target: str
    budget_s: float | None
    seconds: float
    workers: int
    notes: tuple[str, ...]
    held_out: HeldOut = field(default=HeldOut(), compare=False, repr=False)

    @property
    def best(self) -> Candidate | Stack:
        """What won: a recipe with what is set of it, or a stack of several."""
        return self.winner.candidate

    def frame(self) -> pd.DataFrame:
        """Return one row a trial, in the order they were begun.

        Returns
        -------
        pandas.DataFrame
            ``mean`` and ``sd`` over the folds it has; ``seconds`` of computing; ``at``, the
            seconds since the search began when it ended; how it ended, and ``why``.
        """
        rows = [
            (
                trial.number,
                trial.candidate.recipe,
                trial.candidate.settings or "as it is",
                trial.mean,
                trial.sd,
                len(trial.scores),
                trial.took,
                trial.at,
                "won" if trial is self.winner else trial.outcome,
                trial.why,
            )
            for trial in self.trials
        ]
        return pd.DataFrame(rows, columns=_COLUMNS)

    def by_recipe(self) -> pd.DataFrame:
        """Return one row a recipe: how many trials, the best score, computing, how it ended."""
        groups: dict[str, list[Trial]] = {}
        for trial in self.trials:
            groups.setdefault(trial.candidate.recipe, []).append(trial)
        rows = [(name, *self._summary(trials)) for name, trials in groups.items()]
        columns = ["recipe", "trials", "best", "sd", "seconds", "ended"]
        return pd.DataFrame(rows, columns=columns)

    def _summary(self, trials: list[Trial]) -> tuple[Any, ...]:
        best = max(trials, key=self._order)
        ended = "won" if self.winner in trials else best.why or best.outcome
        return len(trials), best.mean, best.sd, sum(trial.took for trial in trials), ended

    def _order(self, trial: Trial) -> tuple[bool, float]:
        sign = 1 if self.metric.greater_is_better else -1
        return trial.is_done, sign * trial.mean if trial.scores else -float("inf")

    def scores(self) -> pd.DataFrame:
        """Return one row a fold, one column a recipe: of each its best trial."""
        return self.cross_validation.scores()

    @property
    def cross_validation(self) -> CrossValidation:
        """The winner beside the best trial of every other recipe, on the same folds."""
        ranked = sorted((t for t in self.trials if t.is_done), key=self._order, reverse=True)
        chosen = {self.winner.candidate.recipe: self.winner}
        for trial in ranked:
            chosen.setdefault(trial.candidate.recipe, trial)
        common = sorted(set.intersection(*(set(t.scores) for t in chosen.values())))
        folds = [fold for fold in common if fold < self.folds]
        return CrossValidation(
            metric=self.metric,
            rows=tuple(_fold_scores(trial, folds) for trial in chosen.values()),
            folds=len(folds),
            train_rows=self.train_rows,
            target=self.target,
            failed=dict(self._failed()),
            notes=(),
        )

    def _failed(self) -> Iterator[tuple[str, str]]:
        for trial in self.trials:
            if trial.outcome == "failed" or "memory" in trial.why:
                yield trial.candidate.recipe, f"{trial.why[:1].upper()}{trial.why[1:]}."

    def plot(self) -> Picture:
        """Return the scores of all trials against the time, and the best so far."""
        return search_picture(self.trials, self.winner, self.metric, self.target)

    def pictures(self) -> Gallery:
        """Return the search, and the folds of the best trial of every recipe."""
        return Gallery({"search": self.plot(), "folds": self.cross_validation.plot()})

    def findings(self) -> Findings:
        """Return what the scores say about the winner."""
        return self.cross_validation.findings()

    def record(self) -> dict[str, Any]:
        """Return what a step records of it: ``step.record(**search.record())``.

        Returns
        -------
        dict
            What a cross-validation records, of the winner; ``options``, what is set of it;
            ``search_trials``, ``search_seconds`` and ``search_budget_s``.
        """
        return {
            **self.cross_validation.record(),
            "options": self.best.record()["options"],
            "search_trials": len(self.trials),
            "search_seconds": self.seconds,
            "search_budget_s": self.budget_s,
        }

    def _words(self) -> list[str]:
        counted = f"{len(self.trials)} candidates in {self.seconds:.1f} s"
        budget = f" of {self.budget_s:g} s" if self.budget_s is not None else ""
        baseline = next(t for t in self.trials if t.candidate.recipe == BASELINE)
        won = (
            f"{counted}{budget}: {self.best.title} won, {self.metric.label} "
            f"{number_text(self.winner.mean)} against {number_text(baseline.mean)} of the baseline."
        )
        return [won, f"What is set of it: {self.best.settings or 'nothing'}.", *self.notes]

    def __repr__(self) -> str:
        table = self.by_recipe().to_string(index=False, float_format=number_text)
        return "\n".join([*self._words(), table])

    def _repr_html_(self) -> str:
        said = "".join(f"<p>{html.escape(text)}</p>" for text in self._words())
        table = self.frame()
        good = not self.metric.greater_is_better
        leading = table[table["ended"].isin(["won", "done"])].sort_values("mean", ascending=good)
        parts = [
            said,
            "<p>The recipes, each by its best trial:</p>",
            _table(self.by_recipe()),
            f"<p>The {min(SHOWN, len(leading))} best of {len(table)} trials:</p>",
            _table(leading.head(SHOWN).drop(columns=["ended", "why"])),
        ]
        return "".join(parts)


def _table(frame: pd.DataFrame) -> str:
    return text_left(frame.to_html(index=False, float_format=number_text, na_rep=""))


def _fold_scores(trial: Trial, folds: list[int]) -> FoldScores:
    return FoldScores(
        recipe=trial.candidate.recipe,
        title=trial.candidate.title,
        scores=tuple(trial.scores[fold] for fold in folds),
        fit_seconds=trial.took / max(1, len(trial.seconds)),
    )
