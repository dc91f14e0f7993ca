"""From a recipe's name and a dataset to a pipeline that can be fitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlbench.models.catalogue import find
from mlbench.models.layout import Layout
from mlbench.models.space import check_options
from mlbench.models.target import needs_target

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mlbench.data.dataset import Dataset


def build(
    name: str,
    dataset: Dataset,
    seed: int = 0,
    *,
    options: Mapping[str, Any] | None = None,
    n_jobs: int = 1,
) -> Pipeline:
    """Return a recipe's pipeline for a dataset, not fitted yet.

    Parameters
    ----------
    name : str
        A recipe of the catalogue: ``linear``, ``forest``, ``boosting``, ``mlp`` ...
    dataset : Dataset
        Its columns decide about the preprocessing; only training rows are looked at.
    seed : int
        Seed of everything random in it, in [0, inf).
    options : mapping, optional
        What is set of the recipe; ``mlbench models recipes NAME`` shows what can be.
    n_jobs : int
        Processor cores that a fit may use, where the model can.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``intake``, ``prepare`` and ``model``.

    Raises
    ------
    RefusedInput
        There is no such recipe or option, it can't do the task, or there is nothing to
        learn from.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> list(build("linear", load("sklearn:iris", "target")).named_steps)
    ['intake', 'prepare', 'model']
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.build()")
    recipe = find(name, task)
    check_options(name, recipe.space, task, options or {})
    return recipe.build(Layout.of(dataset), task, seed, n_jobs, options)
