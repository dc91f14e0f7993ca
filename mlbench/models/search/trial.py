"""One trial of a search: a candidate, its scores fold by fold, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from mlbench.models.candidate import Candidate, Stack
from mlbench.models.metrics import Metric
from mlbench.models.outputs import Outputs
from mlbench.models.search.task import Answer

Phase = Literal["baseline", "defaults", "tuned", "stack"]
Outcome = Literal["running", "done", "stopped", "failed", "left out"]


@dataclass(eq=False)
class Trial:
    """A candidate on its way through the folds.

    Attributes
    ----------
    number : int
        From 1, in the order they were begun.
    phase : str
        Why it was tried.
    candidate : Candidate or Stack
        What was tried.
    scores : dict of int to float
        By fold; the folds of repeated cross-validations are counted on.
    seconds : dict of int to float
        What fit and scoring took.
    outputs : dict of int to Outputs
        What was predicted, by fold; let go of when it is not needed any more.
    outcome, why : str
        How it ended, and for what reason if not well.
    at : float
        Seconds since the search began when it ended.
    """

    number: int
    phase: Phase
    candidate: Candidate | Stack
    scores: dict[int, float] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    outputs: dict[int, Outputs] = field(default_factory=dict, repr=False)
    outcome: Outcome = "running"
    why: str = ""
    at: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.outcome == "running"

    @property
    def is_done(self) -> bool:
        """Whether it has a score on every fold of the first cross-validation."""
        return self.outcome == "done"

    @property
    def mean(self) -> float:
        """Mean score over the folds seen; NaN without any."""
        return float(np.mean(list(self.scores.values()))) if self.scores else float("nan")

    @property
    def sd(self) -> float:
        """Standard deviation over the folds seen; NaN with fewer than two."""
        few = len(self.scores) < 2  # noqa: PLR2004 - a spread needs two
        return float("nan") if few else float(np.std(list(self.scores.values()), ddof=1))

    @property
    def took(self) -> float:
        """Seconds of computing."""
        return sum(self.seconds.values())

    def take(self, fold: int, answer: Answer, at: float) -> None:
        """Take the answer for a fold; one that is not good ends the trial."""
        self.seconds[fold] = answer.seconds
        if answer.stopped:
            self.end("stopped", answer.stopped, at)
        elif answer.failed:
            self.end("failed", answer.failed, at)
        elif not np.isfinite(answer.score):
            self.end("failed", "its score is no number", at)
        else:
            self.scores[fold] = answer.score
            if answer.outputs is not None:
                self.outputs[fold] = answer.outputs

    def forget(self, folds: int) -> None:
        """Let go of what it has beyond the first so many folds."""
        for known in (self.scores, self.seconds, self.outputs):
            for fold in [fold for fold in known if fold >= folds]:
                del known[fold]

    def end(self, outcome: Outcome, why: str, at: float) -> None:
        """End it; the first reason stays."""
        if self.is_open:
            self.outcome, self.why, self.at = outcome, why, at
        if outcome != "done":
            self.outputs.clear()

    def gains_over(self, other: Trial, metric: Metric) -> list[float]:
        """Return by how much it is better than another one, on every fold that both have."""
        common = [fold for fold in self.scores if fold in other.scores]
        return [metric.gain(self.scores[fold], other.scores[fold]) for fold in common]
