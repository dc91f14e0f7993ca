"""Random forests (Breiman 2001)."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Recipe
from mlbench.models.recipes.trees import LEAVES, SHARE, TREES, model_options
from mlbench.models.space import Option
from mlbench.vocabulary import Task

_BOOTSTRAP = Option("max_samples", SHARE, None, "share of the rows that a tree grows on")


def _make(layout: Layout, task: Task, seed: int, n_jobs: int, **options: Any) -> Pipeline:
    kind = RandomForestClassifier if task.is_classification else RandomForestRegressor
    model = kind(n_jobs=n_jobs, random_state=seed, **model_options(task, options))
    return assemble(layout, indicators(layout, seed, scale=False), model)


recipe = Recipe(
    name="forest",
    title="Random forest",
    summary="Averages many trees grown on samples: robust, needs little tuning.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
    space=(*TREES, *LEAVES, _BOOTSTRAP),
)
