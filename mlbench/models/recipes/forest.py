"""Random forests (Breiman 2001)."""

from __future__ import annotations

from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.catalogue import Recipe
from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.vocabulary import Task

_TREES = 100
#: From so many rows on leaves hold more of them, which keeps saved forests small.
_LARGE = 5000


def _make(layout: Layout, task: Task, seed: int, n_jobs: int) -> Pipeline:
    leaf = 5 if layout.rows >= _LARGE else 2
    common = {"min_samples_leaf": leaf, "n_jobs": n_jobs, "random_state": seed}
    model = (
        RandomForestClassifier(_TREES, **common)
        if task.is_classification
        else RandomForestRegressor(_TREES, max_features=1 / 3, **common)
    )
    return assemble(layout, indicators(layout, seed, scale=False), model)


recipe = Recipe(
    name="forest",
    title="Random forest",
    summary="Averages many trees grown on samples: robust, needs little tuning.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
)
