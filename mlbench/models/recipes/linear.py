"""Logistic regression and ridge regression."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.pipeline import Pipeline

from mlbench.models.catalogue import Recipe
from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.vocabulary import Task

#: Strengths of the ridge penalty that are tried.
_ALPHAS = np.logspace(-2, 4, 13)


def _make(layout: Layout, task: Task, seed: int, _n_jobs: int) -> Pipeline:
    classifier = LogisticRegression(max_iter=2000, tol=1e-4)
    model = classifier if task.is_classification else RidgeCV(alphas=_ALPHAS)
    return assemble(layout, indicators(layout, seed, scale=True), model)


recipe = Recipe(
    name="linear",
    title="Linear model",
    summary="Logistic or ridge regression: weighs every feature; quick and easy to explain.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
)
