"""Histogram gradient boosting, after LightGBM (Ke et al. 2017)."""

from __future__ import annotations

from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.catalogue import Recipe
from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, codes
from mlbench.vocabulary import Task

#: Below so many rows trees are smaller and learn more slowly, or they learn by heart.
_SMALL = 2000
_CAREFUL = {"learning_rate": 0.05, "max_leaf_nodes": 8, "min_samples_leaf": 10}


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int) -> Pipeline:
    prepare, categorical = codes(layout, seed)
    common: dict[str, Any] = {
        **(_CAREFUL if layout.rows < _SMALL else {}),
        "categorical_features": categorical or None,
        "random_state": seed,
    }
    model = (
        HistGradientBoostingClassifier(**common)
        if task.is_classification
        else HistGradientBoostingRegressor(**common)
    )
    return assemble(layout, prepare, model)


recipe = Recipe(
    name="boosting",
    title="Histogram gradient boosting",
    summary="Adds trees that correct each other: strong on tables, takes missing values as such.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
)
