"""Histogram gradient boosting, after LightGBM (Ke et al. 2017)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, codes
from mlbench.models.recipe import Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: Below so many rows trees are smaller and learn more slowly, or they learn by heart.
_SMALL = 2000


def _by_rows(small: float, large: float) -> Any:
    return lambda layout: small if layout.rows < _SMALL else large


SPACE = (
    Option(
        "learning_rate",
        Annotated[float, Gt(0), Le(1)],
        _by_rows(0.05, 0.1),
        "weight of each tree",
        within=(0.02, 0.2),
        log=True,
    ),
    Option(
        "max_iter",
        Annotated[int, Ge(1), Le(10_000)],
        100,
        "number of trees, for each class",
        within=(80, 600),
        log=True,
    ),
    Option(
        "max_leaf_nodes",
        Annotated[int, Ge(2), Le(1024)],
        _by_rows(8, 31),
        "leaves of a tree",
        within=(4, 128),
        log=True,
    ),
    Option(
        "min_samples_leaf",
        Annotated[int, Ge(1), Le(10_000)],
        _by_rows(10, 20),
        "rows of a leaf",
        within=(2, 100),
        log=True,
    ),
    Option(
        "l2_regularization",
        Annotated[float, Ge(0)],
        0.0,
        "penalty of large leaves",
        within=(1e-4, 100),
        log=True,
    ),
    Option(
        "max_features",
        Annotated[float, Gt(0), Le(1)],
        1.0,
        "share of the features that a split looks at",
        within=(0.2, 1.0),
    ),
    Option(
        "loss",
        Literal["squared_error", "absolute_error"],
        "squared_error",
        "what is made small",
        tasks=(Task.REGRESSION,),
    ),
)


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int, **options: Any) -> Pipeline:
    prepare, categorical = codes(layout, seed)
    common = {**options, "categorical_features": categorical or None, "random_state": seed}
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
    space=SPACE,
)
