"""Support vector machines with a Gaussian kernel (Cortes and Vapnik 1995)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Gt
from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import Pipeline
from sklearn.svm import SVC, SVR

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators, on_scaled_target
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: Folds over which probabilities are learned (Platt 1999).
_FOLDS = 3
_CACHE_MB = 500

SPACE = (
    Option(
        "numbers",
        Literal["scaled", "bell"],
        "scaled",
        "how they are prepared: scaled, or brought near to a normal distribution before",
    ),
    Option(
        "C",
        Annotated[float, Gt(0)],
        1.0,
        "price of a row on the wrong side",
        within=(0.03, 300),
        log=True,
    ),
    Option(
        "width",
        Annotated[float, Gt(0)],
        1.0,
        "how local it is: 1 for one over the number of prepared columns",
        within=(0.03, 10),
        log=True,
    ),
)


def _make(
    layout: Layout, task: Task, seed: int, _n_jobs: int, *, numbers: str, C: float, width: float
) -> Pipeline:
    columns = max(1, len(layout.kinds) - len(layout.categories) + layout.indicator_columns())
    common: dict[str, Any] = {"C": C, "gamma": width / columns, "cache_size": _CACHE_MB}
    if task.is_classification:
        # one machine on all rows, its probabilities from folds
        model = CalibratedClassifierCV(SVC(**common), ensemble=False, cv=_FOLDS)
    else:
        model = on_scaled_target(SVR(**common))
    return assemble(layout, indicators(layout, seed, scale=True, bell=numbers == "bell"), model)


recipe = Recipe(
    name="svm",
    title="Support vector machine",
    summary="Compares rows with the few that matter: smooth borders on up to some thousand rows.",
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    cost="dear",
    make=_make,
    space=SPACE,
    needs=Needs(max_rows=20_000),
    trusted={
        "sklearn.calibration._CalibratedClassifier": "a classifier and its calibrators",
        "sklearn.calibration._SigmoidCalibration": "two numbers",
    },
)
