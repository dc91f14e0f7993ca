"""Nearest neighbours (Cover and Hart 1967)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from annotated_types import Ge, Le
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import Layout
from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task


def _neighbours(layout: Layout) -> int:
    return max(1, min(15, layout.rows // 20))


SPACE = (
    Option(
        "n_neighbors",
        Annotated[int, Ge(1), Le(1000)],
        _neighbours,
        "rows that are asked; at most a tenth of those trained on",
        within=(1, 100),
        log=True,
    ),
    Option("weights", Literal["uniform", "distance"], "distance", "whether closer ones count more"),
    Option("p", Literal[1, 2], 2, "distance: 1 along the axes, 2 straight"),
)


def _make(
    layout: Layout, task: Task, seed: int, n_jobs: int, *, n_neighbors: int, **options: Any
) -> Pipeline:
    kind = KNeighborsClassifier if task.is_classification else KNeighborsRegressor
    asked = max(1, min(n_neighbors, layout.rows // 10))
    model = kind(asked, n_jobs=n_jobs, **options)
    return assemble(layout, indicators(layout, seed, scale=True), model)


recipe = Recipe(
    name="knn",
    title="Nearest neighbours",
    summary="Answers as the most similar rows do: no assumption, few features.",
    tasks=tuple(Task),
    cost="cheap",
    make=_make,
    space=SPACE,
    needs=Needs(max_rows=50_000, max_columns=200),
)
