"""From a recipe's name and a dataset to a pipeline that can be fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlbench.models.catalogue import find
from mlbench.models.layout import Layout
from mlbench.models.target import needs_target

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

    from mlbench.data.dataset import Dataset


def build(name: str, dataset: Dataset, seed: int = 0, *, n_jobs: int = 1) -> Pipeline:
    """Return a recipe's pipeline for a dataset, not fitted yet.

    Parameters
    ----------
    name : str
        A recipe of the catalogue: ``linear``, ``forest``, ``boosting``, ``mlp`` ...
    dataset : Dataset
        Its columns decide about the preprocessing; only training rows are looked at.
    seed : int
        Seed of everything random in it, in [0, inf).
    n_jobs : int
        Processor cores that a fit may use, where the model can.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Steps ``intake``, ``prepare`` and ``model``.

    Raises
    ------
    RefusedInput
        There is no such recipe, it can't do the task, or there is nothing to learn from.

    Examples
    --------
    >>> from mlbench.data.dataset import load
    >>> list(build("linear", load("sklearn:iris", "target")).named_steps)
    ['intake', 'prepare', 'model']
    """
    _, task = needs_target(dataset.target, dataset.task, "mlbench.build()")
    return find(name, task).make(Layout.of(dataset), task, seed, n_jobs)
