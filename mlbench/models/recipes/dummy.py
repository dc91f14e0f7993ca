"""The baseline: what can be said without looking at the features."""

from __future__ import annotations

from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble
from mlbench.models.recipe import Recipe
from mlbench.vocabulary import Task


def _make(layout: Layout, task: Task, _seed: int, _n_jobs: int) -> Pipeline:
    classifier = DummyClassifier(strategy="prior")
    model = classifier if task.is_classification else DummyRegressor(strategy="mean")
    return assemble(layout, None, model)


recipe = Recipe(
    name="dummy",
    title="Dummy baseline",
    summary="Says the frequencies of the classes, or the mean, whatever the features are.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
)
