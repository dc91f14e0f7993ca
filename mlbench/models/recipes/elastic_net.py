"""Linear models that leave features out: the elastic net (Zou and Hastie 2005)."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt, Le
from sklearn.linear_model import ElasticNet, LogisticRegression
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators, on_scaled_target
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

_PASSES = 300
_CLOSE = 1e-3

SPACE = (
    Option(
        "strength",
        Annotated[float, Gt(0)],
        0.1,
        "penalty; relative to the spread of the target for numbers",
        within=(1e-4, 10),
        log=True,
    ),
    Option(
        "l1_ratio",
        Annotated[float, Ge(0), Le(1)],
        0.5,
        "share of the penalty that leaves features out",
        within=(0.0, 1.0),
    ),
)


def _make(
    layout: Layout, task: Task, seed: int, _n_jobs: int, *, strength: float, l1_ratio: float
) -> Pipeline:
    common: dict[str, Any] = {"l1_ratio": l1_ratio, "max_iter": _PASSES, "tol": _CLOSE}
    if task.is_classification:
        model = LogisticRegression(C=1 / strength, solver="saga", random_state=seed, **common)
    else:
        net = ElasticNet(alpha=strength, random_state=seed, **{**common, "max_iter": 10 * _PASSES})
        model = on_scaled_target(net)
    return assemble(layout, indicators(layout, seed, scale=True), model)


recipe = Recipe(
    name="elastic_net",
    title="Elastic net",
    summary="A linear model that leaves out what it can do without: many features, few rows.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
    space=SPACE,
    needs=Needs(max_rows=100_000),
)
