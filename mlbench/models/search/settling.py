"""Close calls: what the folds can't tell apart is scored on further folds."""

from __future__ import annotations

import numpy as np

from mlbench.models.search.hunt import Hunt
from mlbench.models.search.task import Job
from mlbench.models.search.trial import Trial

#: So many trials are told apart at most.
_MOST = 3


def settle(hunt: Hunt) -> Trial:
    """Return the winner, close calls settled by repeated cross-validation.

    Two trials are close when the mean gain of one over the other, fold by fold, is within its
    standard error. The folds of each repetition are drawn anew.
    """
    if hunt.best is hunt.baseline:
        return hunt.furthest
    close = [hunt.best, *(t for t in hunt.done[1:] if _is_close(hunt, t))][:_MOST]
    folds = len(hunt.first)
    for start in range(folds, len(hunt.parts), folds):
        if len(close) == 1 or hunt.clock.left(hunt.reserve()) < _needed(hunt, close):
            break
        if not _score(hunt, close, range(start, start + folds)):
            break
    seen = [fold for fold in range(len(hunt.parts)) if all(fold in t.scores for t in close)]
    winner = max(close, key=lambda trial: (hunt.worth(trial, seen), -trial.number))
    if len(seen) > folds:
        names = " and ".join(f"number {trial.number}" for trial in close)
        hunt.notes.append(
            f"A close call between {names} was settled by {len(seen) // folds} "
            f"cross-validations: number {winner.number} is the better one."
        )
    return winner


def _is_close(hunt: Hunt, trial: Trial) -> bool:
    gains = np.array(hunt.best.gains_over(trial, hunt.metric))
    spread = float(gains.std(ddof=1) / np.sqrt(len(gains))) if len(gains) > 1 else 0.0
    return float(gains.mean()) <= spread


def _needed(hunt: Hunt, close: list[Trial]) -> float:
    first = [sum(trial.seconds[fold] for fold in hunt.first) for trial in close]
    return sum(first) / hunt.crew.workers


def _score(hunt: Hunt, close: list[Trial], folds: range) -> bool:
    """Score trials on further folds; whether all of them have all scores now."""
    asked = [(trial, fold) for trial in close for fold in folds]
    jobs = [Job(trial.candidate, *hunt.parts[fold]) for trial, fold in asked]
    answers = hunt.crew.run(jobs, until=hunt.clock.until(hunt.reserve()))
    good = all(answer.is_good and np.isfinite(answer.score) for answer in answers)
    for (trial, fold), answer in zip(asked, answers, strict=True):
        if good:
            trial.scores[fold], trial.seconds[fold] = answer.score, answer.seconds
    return good
