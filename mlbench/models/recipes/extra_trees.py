"""Extremely randomised trees (Geurts et al. 2006)."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Recipe
from mlbench.models.recipes.trees import LEAVES, TREES, model_options
from mlbench.vocabulary import Task


def _make(layout: Layout, task: Task, seed: int, n_jobs: int, **options: Any) -> Pipeline:
    kind = ExtraTreesClassifier if task.is_classification else ExtraTreesRegressor
    model = kind(n_jobs=n_jobs, random_state=seed, **model_options(task, options))
    return assemble(layout, indicators(layout, seed, scale=False), model)


recipe = Recipe(
    name="extra_trees",
    title="Extremely randomised trees",
    summary="Averages trees that split at random: smoother than a forest, and quicker to grow.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
    space=(*TREES, *LEAVES),
)
