"""Boosting over skrub's columns: dirty categories and texts are put to use by their letters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import skrub
from annotated_types import Ge, Gt, Le
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.pipeline import Pipeline

from mlbench.models.layout import FEW_CATEGORIES, Layout
from mlbench.models.prepare import TEXT_COMPONENTS, assemble, codes
from mlbench.models.recipe import Needs, Recipe
from mlbench.models.space import Option
from mlbench.vocabulary import Task

SPACE = (
    Option(
        "encoder",
        Literal["string", "minhash", "gap"],
        "string",
        "how categories with many or dirty values, and texts, become numbers",
    ),
    Option(
        "learning_rate",
        Annotated[float, Gt(0), Le(1)],
        0.1,
        "weight of each tree",
        within=(0.02, 0.3),
        log=True,
    ),
    Option(
        "max_iter",
        Annotated[int, Ge(1), Le(10_000)],
        100,
        "number of trees",
        within=(50, 400),
        log=True,
    ),
    Option(
        "max_leaf_nodes",
        Annotated[int, Ge(2), Le(1024)],
        31,
        "leaves of a tree",
        within=(4, 64),
        log=True,
    ),
)


def _encoder(name: str, layout: Layout, seed: int) -> Any:
    components = min(TEXT_COMPONENTS, max(2, layout.rows // 10))
    if name == "minhash":
        return skrub.MinHashEncoder(n_components=components)
    if name == "gap":
        return skrub.GapEncoder(n_components=min(10, components), random_state=seed)
    return skrub.StringEncoder(n_components=components, random_state=seed)


def _make(
    layout: Layout, task: Task, seed: int, _n_jobs: int, *, encoder: str, **options: Any
) -> Pipeline:
    prepare, categorical = codes(
        layout, seed, native=FEW_CATEGORIES, texts=_encoder(encoder, layout, seed)
    )
    common = {**options, "categorical_features": categorical or None, "random_state": seed}
    model = (
        HistGradientBoostingClassifier(**common)
        if task.is_classification
        else HistGradientBoostingRegressor(**common)
    )
    return assemble(layout, prepare, model)


recipe = Recipe(
    name="skrub",
    title="Boosting over dirty categories",
    summary="Puts texts and categories of many spellings to use by their letters, then boosts.",
    tasks=tuple(Task),
    cost="moderate",
    make=_make,
    space=SPACE,
    needs=Needs(dirty=True),
    trusted={
        "skrub._gap_encoder.GapEncoder": "topics of texts",
        "skrub._minhash_encoder.MinHashEncoder": "hashes of texts",
    },
)
