"""A multilayer perceptron trained with Keras, with embeddings for categories."""

from __future__ import annotations

from typing import Annotated, Any

from annotated_types import Ge, Gt
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.mlp import MLPClassifier, MLPRegressor
from mlbench.models.mlp_labels import MLPLabels
from mlbench.models.prepare import assemble, embeddable
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: Rows of a batch: enough steps an epoch on small tables, few enough on large ones.
_SMALL_BATCH, _LARGE_BATCH, _LARGE = 32, 256, 5000

SPACE = (
    Option(
        "learning_rate",
        Annotated[float, Gt(0)],
        3e-3,
        "of Adam; halved when it no longer helps",
        within=(3e-4, 3e-2),
        log=True,
    ),
    Option("epochs", Annotated[int, Ge(1)], 30, "most passes over the rows"),
    Option("patience", Annotated[int, Ge(1)], 5, "epochs without a gain before training ends"),
)


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int, **options: Any) -> Pipeline:
    prepare, categorical = embeddable(layout, seed)
    by_task = {Task.REGRESSION: MLPRegressor, Task.MULTILABEL: MLPLabels}
    network = by_task.get(task, MLPClassifier)
    model = network(
        batch_size=_LARGE_BATCH if layout.rows >= _LARGE else _SMALL_BATCH,
        seed=seed,
        categorical=categorical,
        **options,
    )
    return assemble(layout, prepare, model)


recipe = Recipe(
    name="mlp",
    title="Multilayer perceptron",
    summary="A small Keras network: embeddings for categories, smooth functions of many features.",
    tasks=tuple(Task),
    cost="dear",
    make=_make,
    space=SPACE,
    needs=Needs(slow=("mlbench.models.keras_fit.on_{keras_backend}",)),
)
