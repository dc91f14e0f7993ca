"""Logistic regression and ridge regression."""

from __future__ import annotations

from typing import Annotated, Any, Optional

import numpy as np
from annotated_types import Gt
from sklearn.linear_model import LogisticRegression, Ridge, RidgeCV
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: Strengths of the ridge penalty that are tried.
_ALPHAS = np.logspace(-2, 4, 13)

SPACE = (
    Option(
        "C",
        Annotated[float, Gt(0)],
        1.0,
        "inverse of the penalty",
        within=(1e-4, 1e3),
        log=True,
        tasks=(Task.BINARY, Task.MULTICLASS, Task.MULTILABEL),
    ),
    Option(
        "alpha",
        Optional[Annotated[float, Gt(0)]],  # noqa: UP045 - built at run time
        None,
        "penalty; null for the best of 13 by leaving rows out one by one",
        tasks=(Task.REGRESSION,),
    ),
)


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int, **options: Any) -> Pipeline:
    prepare = indicators(layout, seed, scale=True)
    if task.is_classification:
        return assemble(layout, prepare, LogisticRegression(max_iter=2000, tol=1e-4, **options))
    alpha = options["alpha"]
    return assemble(layout, prepare, RidgeCV(alphas=_ALPHAS) if alpha is None else Ridge(alpha))


recipe = Recipe(
    name="linear",
    title="Linear model",
    summary="Logistic or ridge regression: weighs every feature; quick and easy to explain.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
    space=SPACE,
)
