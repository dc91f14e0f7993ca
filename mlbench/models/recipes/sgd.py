"""Linear models learned row by row (Robbins and Monro 1951), also from batches."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Ge, Gt, Le
from sklearn.linear_model import SGDClassifier, SGDRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators, on_scaled_target
from mlbench.models.recipe import Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

SPACE = (
    Option(
        "alpha",
        Annotated[float, Gt(0)],
        1e-4,
        "penalty",
        within=(1e-6, 1e-1),
        log=True,
    ),
    Option(
        "penalty",
        Literal["l2", "l1", "elasticnet"],
        "l2",
        "what is penalised: squares, sizes, both",
    ),
    Option("average", bool, True, "whether the mean of the weights along the way is kept"),
    Option("max_iter", Annotated[int, Ge(1), Le(100_000)], 200, "most passes over the rows"),
)


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int, **options: Any) -> Pipeline:
    if task.is_classification:
        model = SGDClassifier("log_loss", random_state=seed, **options)
    else:
        # weights that run away on one row are stopped by a loss that grows in a line
        model = on_scaled_target(SGDRegressor("huber", epsilon=1.0, random_state=seed, **options))
    return assemble(layout, indicators(layout, seed, scale=True), model)


recipe = Recipe(
    name="sgd",
    title="Linear model, row by row",
    summary="Learns a linear model by small steps: for more rows than others can take.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
    space=SPACE,
)
