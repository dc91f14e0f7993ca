"""Stacking: a linear model over the predictions of others (Wolpert 1992)."""

from __future__ import annotations

from sklearn.ensemble import StackingClassifier, StackingRegressor
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.recipes import boosting, extra_trees, linear
from mlbench.models.weights import member_of
from mlbench.vocabulary import Task

#: What is stacked: few recipes that err in different ways.
_MEMBERS = (linear.recipe, extra_trees.recipe, boosting.recipe)
_FOLDS = 5


def _make(layout: Layout, task: Task, seed: int, n_jobs: int) -> Pipeline:
    members = [
        (member.name, member_of(member.build(layout, task, seed, n_jobs))) for member in _MEMBERS
    ]
    if task.is_classification:
        final = LogisticRegression(max_iter=1000)
        return assemble(layout, None, StackingClassifier(members, final, cv=_FOLDS))
    return assemble(layout, None, StackingRegressor(members, RidgeCV(), cv=_FOLDS))


recipe = Recipe(
    name="stacking",
    title="Stacking",
    summary="Weighs a linear model, trees and boosting against each other; six fits of each.",
    tasks=(Task.BINARY, Task.MULTICLASS, Task.REGRESSION),
    cost="dear",
    make=_make,
    needs=Needs(max_rows=200_000),
    automatic=False,  # the search stacks what it found itself
)
