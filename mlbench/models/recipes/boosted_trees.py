"""What several libraries of boosted trees take under the same name, in the same sense."""

from __future__ import annotations

from typing import Annotated

from annotated_types import Ge, Gt, Le

from mlbench.models.space import Option

TREES = Option(
    "n_estimators",
    Annotated[int, Ge(1), Le(10_000)],
    100,
    "number of trees, for each class",
    within=(80, 800),
    log=True,
)
ROWS_OF_A_TREE = Option(
    "subsample",
    Annotated[float, Gt(0), Le(1)],
    1.0,
    "share of the rows that a tree sees",
    within=(0.5, 1.0),
)
COLUMNS_OF_A_TREE = Option(
    "colsample_bytree",
    Annotated[float, Gt(0), Le(1)],
    1.0,
    "share of the columns that a tree sees",
    within=(0.3, 1.0),
)
