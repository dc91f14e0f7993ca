"""The first look: every recipe as it is, the cheap ones first, hopeless ones stopped early."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from mlbench.models.candidate import Candidate
from mlbench.models.catalogue import find
from mlbench.models.recipe import Recipe
from mlbench.models.search.hunt import Hunt
from mlbench.models.search.task import Job
from mlbench.models.search.trial import Trial
from mlbench.models.weights import TAKES_NONE, takes_weights
from mlbench.vocabulary import Task

#: From so many training rows of a fold a recipe has to show on a few of them first.
_LARGE, _FEW = 8000, 3000
#: So many recipes go on from there, and the best of the cheap ones.
_SHORTLIST = 5
#: Stopped is what has less than this share of the best gain over the baseline.
_HOPELESS = 0.5
#: Share of the budget that one fit may take, and of the time left that all folds of all may.
_ONE, _WHOLE = 0.06, 0.4
#: Seconds that one fit may take in any case.
_LEAST = 2.0
#: A recipe of which one fit of all rows would take this share of it is not tried at all.
_MUCH = 0.5
#: So many recipes are scored on all folds, whatever the time.
_FEWEST = 2


def screen(hunt: Hunt, recipes: Sequence[Recipe]) -> None:
    """Try every recipe as it is.

    Parameters
    ----------
    hunt : Hunt
        The search; its baseline is scored already.
    recipes : sequence of Recipe
        The cheapest first.
    """
    trials: list[Trial] = []
    known = {trial.candidate.recipe for trial in hunt.trials}
    for recipe in (each for each in recipes if each.name not in known):
        why = recipe.needs.unmet(hunt.material.layout) or _weightless(hunt, recipe)
        if not why and hunt.room < 1:
            break
        trial = hunt.begin("defaults", Candidate(recipe.name))
        if why:
            hunt.end(trial, "left out", why)
        trials.append(trial)
    if len(hunt.parts[0][0]) >= _LARGE:
        _on_few_rows(hunt, trials)
    limit = max(_LEAST, hunt.clock.share(_ONE))
    hunt.run(trials, [0], limit)
    _drop_hopeless(hunt, trials, "the first fold")
    _complete(hunt, trials, limit)


def _weightless(hunt: Hunt, recipe: Recipe) -> str:
    """Return why a recipe can't be tried on weighted rows; empty when it can."""
    material = hunt.material
    if material.weight is None:
        return ""
    pipeline = recipe.build(material.layout, material.task, material.seed)
    return "" if takes_weights(pipeline) else TAKES_NONE


def _on_few_rows(hunt: Hunt, trials: Sequence[Trial]) -> None:
    """Let recipes show on a few rows what they can and what more of them would take."""
    train, test = hunt.parts[0]
    few = np.sort(np.random.default_rng(hunt.material.seed).choice(train, _FEW, replace=False))
    task, y = hunt.material.task, hunt.material.y
    has_classes = task.is_classification and task is not Task.MULTILABEL
    if has_classes and len(np.unique(y[few])) < len(np.unique(y)):
        return  # a rare class is not among them
    asked = [trial for trial in trials if trial.is_open]
    jobs = [Job(trial.candidate, few, test[:_FEW]) for trial in asked]
    limit = max(_LEAST, hunt.clock.share(_ONE))
    answers = hunt.crew.run(jobs, until=hunt.clock.until(hunt.reserve()), limit=limit)
    gains: dict[int, float] = {}
    for trial, answer in zip(asked, answers, strict=True):
        if not answer.is_good:
            trial.take(0, answer, hunt.clock.elapsed)
            continue
        gains[trial.number] = hunt.metric.gain(answer.score, hunt.baseline.scores[0])
        more = answer.seconds * len(train) / _FEW
        if more > hunt.clock.share(_MUCH):
            hunt.end(trial, "stopped", f"a fit of all rows would take about {more:.0f} s")
    came = [trial for trial in asked if trial.is_open]
    best = sorted(came, key=lambda trial: -gains[trial.number])
    cheap = [trial for trial in best if find(trial.candidate.recipe).rank == 0]
    for trial in came:
        if trial not in (*best[:_SHORTLIST], *cheap[:1]):
            hunt.end(trial, "stopped", f"not among the best {_SHORTLIST} on {_FEW:,} rows")


def _drop_hopeless(hunt: Hunt, trials: Sequence[Trial], where: str) -> None:
    came = [trial for trial in trials if trial.is_open]
    best = max((hunt.skill(trial, [0]) for trial in came), default=0.0)
    for trial in came:
        if best > 0 and hunt.skill(trial, [0]) < _HOPELESS * best:
            hunt.end(trial, "stopped", f"far behind on {where}")


def _complete(hunt: Hunt, trials: Sequence[Trial], limit: float) -> None:
    """Score the best ones on the other folds, as many as a part of the budget allows."""
    came = sorted(
        (trial for trial in trials if trial.is_open),
        key=lambda trial: (-hunt.skill(trial, [0]), trial.number),
    )
    _afford_folds(hunt, came)
    left = _WHOLE * hunt.clock.left(hunt.reserve())
    others = list(hunt.first)[1:]
    chosen: list[Trial] = []
    for place, trial in enumerate(came):
        needed = trial.took * len(others) / hunt.crew.workers
        if place >= _FEWEST and needed > left:
            hunt.end(trial, "stopped", "behind on the first fold, and its fits take long")
            continue
        left -= needed
        chosen.append(trial)
    # the best first, so that there is something when the time is up
    for trial in chosen[:1]:
        hunt.run([trial], others, limit)
        hunt.complete([trial])
    hunt.run(chosen[1:], others, limit)
    hunt.complete(chosen[1:])


def _afford_folds(hunt: Hunt, came: Sequence[Trial]) -> None:
    """Lower the number of folds where the best recipe alone would need half of the time left."""
    if not came or hunt.clock.budget is None:
        return
    # one fold there is in any case: the best recipe was scored on it
    seconds = max(0.0, _MUCH * hunt.clock.left(hunt.reserve()))
    affordable = 1 + int(hunt.crew.workers * seconds / came[0].took)
    if affordable < hunt.folds:
        hunt.notes.append(
            f"{affordable} of {hunt.folds} folds are used: the time is not enough for all."
        )
        hunt.lower(affordable)


def promising(hunt: Hunt) -> list[str]:
    """Return the recipes that are worth tuning, the best first."""
    found: list[str] = []
    top = hunt.skill(hunt.best, list(hunt.first))
    for trial in hunt.done:
        name = trial.candidate.recipe
        share = hunt.skill(trial, list(hunt.first)) / top if top > 0 else math.nan
        if name not in found and trial is not hunt.baseline and not share < _HOPELESS:
            found.append(name)
    return found
