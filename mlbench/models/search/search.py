"""The search itself: from a dataset and a budget to a fitted model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mlbench.cores import usable_cores
from mlbench.data.splits.folds import folds as folds_of
from mlbench.data.splits.split import IN_TIME
from mlbench.errors import RefusedInput
from mlbench.live.watch import watched
from mlbench.live.work import Work
from mlbench.models.candidate import Candidate
from mlbench.models.catalogue import BASELINE, find, recipes
from mlbench.models.keras_fit.place import check_backend
from mlbench.models.layout import Layout
from mlbench.models.metrics import choose_metric
from mlbench.models.recipe import Recipe
from mlbench.models.search.clock import Clock
from mlbench.models.search.crew import COMING, Crew
from mlbench.models.search.finish import finish
from mlbench.models.search.hunt import Hunt, Parts
from mlbench.models.search.mother import fit
from mlbench.models.search.picture import search_picture
from mlbench.models.search.result import Search
from mlbench.models.search.screening import screen
from mlbench.models.search.settling import settle
from mlbench.models.search.stacking import stack
from mlbench.models.search.task import Job, Material
from mlbench.models.search.tuning import tune
from mlbench.models.target import needs_target, target_array
from mlbench.models.validation import fold_number
from mlbench.pictures import Picture
from mlbench.vocabulary import Task

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: Cross-validations that close calls may take, the first one included.
_REPEATS = 3
#: Share of the budget that is left for close calls and the stack.
_SETTLING = 0.1
#: Share of the budget that the import of slow modules may take.
_IMPORTS = 0.1
#: What is scored while the process for fits comes up, on tables of up to so many cells.
_MEANWHILE, _SMALL = "linear", 50_000


def search(
    dataset: Dataset,
    *,
    budget_s: float = 60.0,
    trials: int | None = None,
    recipes: Sequence[str] = (),
    keras_backend: str | None = None,
    metric: str = "auto",
    folds: int = 5,
    seed: int = 0,
    n_jobs: int = 0,
    memory_limit: int = 0,
) -> Search:
    """Find the recipe that serves best, set it, and fit it on all training rows.

    The baseline comes first, then every recipe as it is, the cheap ones first; the promising
    ones are set by Optuna's tree-structured Parzen estimator, most of these trials stopped
    after a fold or three; close calls are settled by repeated cross-validation; at last the
    best are stacked, and the stack is taken if it is better on folds that its weights were not
    chosen on. Every fit has a process of its own, which is ended when it takes too long or
    too much memory. What is being done is seen while it goes.

    Parameters
    ----------
    dataset : Dataset
        Only its training rows are used; no process that fits ever holds the others.
    budget_s : float
        Seconds by the clock, the last fit included, in (0, inf).
    trials : int, optional
        Candidates to try instead, in [1, inf): no decision depends on the clock then, so
        the same seed gives the same model.
    recipes : sequence of str
        What to try; everything of the catalogue when left out.
    keras_backend : {'tensorflow', 'torch'}, optional
        What networks are computed with; without effect on other models.
    metric : str
        ``auto`` or a metric of the task.
    folds : int
        Number of folds, in [2, training rows].
    seed : int
        Seed of folds, recipes and what Optuna draws, in [0, inf).
    n_jobs : int
        Fits at a time; 0 for as many as there are cores.
    memory_limit : int
        Bytes that one fit may hold; 0 for its part of four fifths of what is free.

    Returns
    -------
    Search

    Raises
    ------
    RefusedInput
        A budget or a number that can't be, an unknown metric or recipe, a backend that is not
        installed.
    DataError
        A class with a single training row.

    Notes
    -----
    With a budget the clock decides how many candidates are tried, and which fits are too
    slow; with the same ones tried, the same seed gives the same model.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> found = search(load("sklearn:iris", "target"), trials=2, recipes=["linear"])
    >>> found.best.recipe
    'linear'
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.search()")
    _check_numbers(budget_s, trials, n_jobs, memory_limit)
    if keras_backend is not None:
        check_backend(keras_backend)
    clock = Clock(None if trials is not None else float(budget_s))
    chosen = choose_metric(metric, task)
    tried = _recipes(recipes, task)
    material = _material(dataset, task, chosen.name, seed, keras_backend)
    number, notes = fold_number(dataset, material.y, task, folds)
    work = Work("Search", "candidates" if trials else "seconds", trials or int(budget_s))
    workers = n_jobs or usable_cores()

    def tick() -> None:
        work.done = min(work.total, clock.elapsed) if trials is None else len(hunt.trials)

    coming = min(COMING, clock.share(_IMPORTS))
    crew = Crew(material, workers, memory_limit, tick, coming)
    parts = _parts(dataset, number, seed)
    hunt = Hunt(material, chosen, parts, number, crew, clock, trials, work, notes=notes)
    with watched(work, lambda: _broken(hunt, str(dataset.target))), crew:
        _baseline(hunt)
        # a look at all rows, and the baseline of them, is what summing up takes, too
        clock.closing = clock.elapsed
        _meanwhile(hunt, tried)
        screen(hunt, tried)
        tune(hunt, clock.share(_SETTLING))
        winner = stack(hunt, settle(hunt))
        return finish(hunt, winner, dataset)


def _material(
    dataset: Dataset, task: Task, metric: str, seed: int, keras_backend: str | None
) -> Material:
    X, y = dataset.X_train, target_array(dataset.y_train, task)
    how = Layout.of(dataset), task, metric, seed
    return Material(X, y, *how, dataset.train_weight, keras_backend)


def _broken(hunt: Hunt, target: str) -> Picture | None:
    """Return the picture of a search that was broken off; None before anything was scored."""
    seen = hunt.best is not hunt.baseline
    return search_picture(hunt.trials, hunt.best, hunt.metric, target) if seen else None


def _check_numbers(budget_s: float, trials: int | None, n_jobs: int, memory_limit: int) -> None:
    rules = [
        ("budget_s", budget_s, budget_s > 0, "a number of seconds > 0"),
        ("trials", trials, trials is None or trials >= 1, "a whole number >= 1, or None"),
        ("n_jobs", n_jobs, n_jobs >= 0, "a whole number >= 0"),
        ("memory_limit", memory_limit, memory_limit >= 0, "a number of bytes >= 0"),
    ]
    wrong = [
        f"The '{name}' of a search must be {expected}. Got {value}."
        for name, value, is_right, expected in rules
        if not is_right
    ]
    if wrong:
        raise RefusedInput(*wrong, next_step="Pass budget_s=60, and leave the others out.")


def _recipes(names: Sequence[str], task: Task) -> list[Recipe]:
    if names:
        found = [find(name, task) for name in dict.fromkeys(names)]
    else:
        found = [recipe for recipe in recipes(task) if recipe.automatic]
    ordered = sorted(found, key=lambda recipe: (recipe.rank, recipe.name))
    return [recipe for recipe in ordered if recipe.name != BASELINE]


def _parts(dataset: Dataset, number: int, seed: int) -> Parts:
    """Return the folds; in time there is one way to part the rows, so they are not drawn anew."""
    repeats = 1 if dataset.split.kind in IN_TIME else _REPEATS
    return [part for more in range(repeats) for part in folds_of(dataset, number, seed + more)]


def _baseline(hunt: Hunt) -> None:
    """Score the baseline here and now, whatever the budget is."""
    trial = hunt.begin("baseline", Candidate(BASELINE))
    for fold in hunt.first:
        job = Job(trial.candidate, *hunt.parts[fold])
        trial.take(fold, fit(hunt.material, job), hunt.clock.elapsed)
    hunt.end(trial, "done")


def _meanwhile(hunt: Hunt, tried: Sequence[Recipe]) -> None:
    """Score the linear model here while the process for fits comes up, if that is soon done."""
    if hunt.clock.budget is None or not _has_to_wait(hunt) or not _is_small(hunt):
        return
    for recipe in tried:
        if recipe.name == _MEANWHILE:
            trial = hunt.begin("defaults", Candidate(recipe.name))
            for fold in hunt.first:
                if not _has_to_wait(hunt):
                    break
                keep = str(hunt.crew.keeping(trial.number)) if fold == 0 else ""
                job = Job(trial.candidate, *hunt.parts[fold], keep=keep)
                trial.take(fold, fit(hunt.material, job), hunt.clock.elapsed)
            hunt.run([trial], [fold for fold in hunt.first if fold not in trial.seconds])
            hunt.complete([trial])


def _has_to_wait(hunt: Hunt) -> bool:
    """Whether there is time, and no process for fits yet."""
    return not hunt.crew.is_up and not hunt.clock.is_up


def _is_small(hunt: Hunt) -> bool:
    """Whether a linear model is fitted in no time: such a fit can't be ended from outside."""
    material = hunt.material
    width = len(material.layout.kinds) + material.layout.indicator_columns()
    classes = len(np.unique(material.y)) if material.task.is_classification else 2
    return not material.layout.text and len(material.y) * width * (classes - 1) <= _SMALL
