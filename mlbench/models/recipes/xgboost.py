"""XGBoost (Chen and Guestrin 2016), where it is installed."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt, Le
from sklearn.ensemble import VotingClassifier
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, codes
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.recipes.boosted_trees import COLUMNS_OF_A_TREE, ROWS_OF_A_TREE, TREES
from mlbench.models.space import Option
from mlbench.vocabulary import Task

SPACE = (
    Option(
        "learning_rate",
        Annotated[float, Gt(0), Le(1)],
        0.1,
        "weight of each tree",
        within=(0.02, 0.2),
        log=True,
    ),
    TREES,
    Option(
        "max_depth",
        Annotated[int, Ge(1), Le(30)],
        6,
        "levels of a tree",
        within=(2, 10),
    ),
    Option(
        "min_child_weight",
        Annotated[float, Ge(0)],
        1.0,
        "weight of the rows of a leaf",
        within=(0.1, 100),
        log=True,
    ),
    ROWS_OF_A_TREE,
    COLUMNS_OF_A_TREE,
    Option(
        "reg_lambda",
        Annotated[float, Ge(0)],
        1.0,
        "penalty of large leaves",
        within=(1e-2, 100),
        log=True,
    ),
)


def _make(layout: Layout, task: Task, seed: int, n_jobs: int, **options: Any) -> Pipeline:
    from xgboost import XGBClassifier, XGBRegressor  # noqa: PLC0415 - it may be missing

    prepare, _ = codes(layout, seed)
    kind = XGBClassifier if task.is_classification else XGBRegressor
    model = kind(n_jobs=n_jobs, random_state=seed, tree_method="hist", **options)
    if task.is_classification:
        # it takes no labels but 0, 1, 2 ...; a vote of one turns any into these and back
        model = VotingClassifier([("xgboost", model)], voting="soft")
    return assemble(layout, prepare, model)


recipe = Recipe(
    name="xgboost",
    title="XGBoost",
    summary="Gradient boosting with second derivatives and penalties, level by level.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
    space=SPACE,
    needs=Needs(packages=("xgboost",), install="'mlbench[boosting]'"),
    trusted={
        "xgboost.core.Booster": "trees as bytes, read by XGBoost's own reader",
        "xgboost.sklearn.XGBClassifier": "parameters around the trees",
        "xgboost.sklearn.XGBRegressor": "parameters around the trees",
    },
)
