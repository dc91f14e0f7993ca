"""A multilayer perceptron trained with Keras."""

from __future__ import annotations

from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.mlp import MLPClassifier, MLPRegressor
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Recipe
from mlbench.vocabulary import Task

#: Rows of a batch: enough steps an epoch on small tables, few enough on large ones.
_SMALL_BATCH, _LARGE_BATCH, _LARGE = 32, 256, 5000


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int) -> Pipeline:
    batch_size = _LARGE_BATCH if layout.rows >= _LARGE else _SMALL_BATCH
    network = MLPClassifier if task.is_classification else MLPRegressor
    model = network(batch_size=batch_size, seed=seed)
    return assemble(layout, indicators(layout, seed, scale=True), model)


recipe = Recipe(
    name="mlp",
    title="Multilayer perceptron",
    summary="A small Keras network with early stopping: smooth functions of many features.",
    tasks=tuple(Task),
    cost="dear",
    make=_make,
)
