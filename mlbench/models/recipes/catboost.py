"""CatBoost (Prokhorenkova et al. 2018), where it is installed."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt, Le
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, categories_as_texts
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

SPACE = (
    Option(
        "learning_rate",
        Annotated[float, Gt(0), Le(1)],
        0.1,
        "weight of each tree",
        within=(0.02, 0.3),
        log=True,
    ),
    Option(
        "iterations",
        Annotated[int, Ge(1), Le(10_000)],
        200,
        "number of trees",
        within=(100, 1000),
        log=True,
    ),
    Option(
        "depth",
        Annotated[int, Ge(1), Le(16)],
        6,
        "levels of a tree",
        within=(4, 8),
    ),
    Option(
        "l2_leaf_reg",
        Annotated[float, Ge(0)],
        3.0,
        "penalty of large leaves",
        within=(0.5, 30),
        log=True,
    ),
)


def _make(layout: Layout, task: Task, seed: int, n_jobs: int, **options: Any) -> Pipeline:
    from catboost import CatBoostClassifier, CatBoostRegressor  # noqa: PLC0415 - it may be missing

    kind = CatBoostClassifier if task.is_classification else CatBoostRegressor
    model = kind(
        thread_count=n_jobs,
        random_seed=seed,
        cat_features=tuple(layout.categories),
        allow_writing_files=False,
        verbose=0,
        **options,
    )
    return assemble(layout, categories_as_texts(layout, seed), model)


recipe = Recipe(
    name="catboost",
    title="CatBoost",
    summary="Gradient boosting that learns from categories as they are, also many of them.",
    tasks=tuple(Task),
    cost="dear",
    make=_make,
    space=SPACE,
    needs=Needs(packages=("catboost",), install="'mlbench[boosting]'"),
    trusted={
        "catboost.core.CatBoostClassifier": "trees as bytes, read by CatBoost's own reader",
        "catboost.core.CatBoostRegressor": "trees as bytes, read by CatBoost's own reader",
    },
)
