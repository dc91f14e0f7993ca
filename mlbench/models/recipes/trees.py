"""What can be set of recipes that average trees."""

from __future__ import annotations

from typing import Annotated, Any, Optional

from annotated_types import Ge, Gt, Le

from mlbench.models.layout import Layout
from mlbench.models.space import Option
from mlbench.vocabulary import Task

#: From so many rows on leaves hold more of them, which keeps saved forests small.
_LARGE = 5000
#: A share, or all.
SHARE = Optional[Annotated[float, Gt(0), Le(1)]]  # noqa: UP045 - built at run time


def _leaf(layout: Layout) -> int:
    return 5 if layout.rows >= _LARGE else 2


TREES = (Option("n_estimators", Annotated[int, Ge(1), Le(10_000)], 100, "number of trees"),)
LEAVES = (
    Option(
        "min_samples_leaf",
        Annotated[int, Ge(1), Le(10_000)],
        _leaf,
        "rows of a leaf",
        within=(1, 50),
        log=True,
    ),
    Option(
        "max_features",
        SHARE,
        None,
        "share of the prepared columns that a split looks at; null for the root of their "
        "number, or a third to predict numbers",
        within=(0.05, 1.0),
    ),
)


def model_options(task: Task, options: dict[str, Any]) -> dict[str, Any]:
    """Return options as scikit-learn takes them."""
    share = options["max_features"]
    by_task = "sqrt" if task.is_classification else 1 / 3
    return {**options, "max_features": by_task if share is None else share}
