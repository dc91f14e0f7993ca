"""LightGBM (Ke et al. 2017), where it is installed."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt, Le
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, codes
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.recipes.boosted_trees import COLUMNS_OF_A_TREE, ROWS_OF_A_TREE, TREES
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: Below so many rows trees are smaller and learn more slowly, or they learn by heart.
_SMALL = 2000

SPACE = (
    Option(
        "learning_rate",
        Annotated[float, Gt(0), Le(1)],
        lambda layout: 0.05 if layout.rows < _SMALL else 0.1,
        "weight of each tree",
        within=(0.02, 0.2),
        log=True,
    ),
    TREES,
    Option(
        "num_leaves",
        Annotated[int, Ge(2), Le(4096)],
        lambda layout: 8 if layout.rows < _SMALL else 31,
        "leaves of a tree",
        within=(4, 256),
        log=True,
    ),
    Option(
        "min_child_samples",
        Annotated[int, Ge(1), Le(10_000)],
        lambda layout: 10 if layout.rows < _SMALL else 20,
        "rows of a leaf",
        within=(2, 100),
        log=True,
    ),
    COLUMNS_OF_A_TREE,
    ROWS_OF_A_TREE,
    Option(
        "reg_lambda",
        Annotated[float, Ge(0)],
        0.0,
        "penalty of large leaves",
        within=(1e-3, 100),
        log=True,
    ),
)


def _make(layout: Layout, task: Task, seed: int, n_jobs: int, **options: Any) -> Pipeline:
    from lightgbm import LGBMClassifier, LGBMRegressor  # noqa: PLC0415 - it may be missing

    prepare, _ = codes(layout, seed)
    kind = LGBMClassifier if task.is_classification else LGBMRegressor
    model = kind(
        n_jobs=n_jobs,
        random_state=seed,
        subsample_freq=1,
        verbosity=-1,
        deterministic=True,
        force_row_wise=True,
        **options,
    )
    return assemble(layout, prepare, model)


recipe = Recipe(
    name="lightgbm",
    title="LightGBM",
    summary="Gradient boosting that grows the leaf that helps most; quick on large tables.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
    space=SPACE,
    needs=Needs(packages=("lightgbm",), install="'mlbench[boosting]'"),
    trusted={
        "collections.OrderedDict": "a dictionary",
        "lightgbm.basic.Booster": "trees as text, read by LightGBM's own reader",
        "lightgbm.sklearn.LGBMClassifier": "parameters around the trees",
        "lightgbm.sklearn.LGBMRegressor": "parameters around the trees",
    },
)
