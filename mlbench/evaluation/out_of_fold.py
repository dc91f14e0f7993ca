"""Predictions for training rows by models that have not seen them.

What is decided after the training (a threshold, the width of an interval) is decided on
these, so that the test rows stay what they are: rows that nothing was chosen by.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import clone

from mlbench.data.splits.folds import Folds, folds, most_folds
from mlbench.data.splits.split import Rows
from mlbench.errors import DataError
from mlbench.evaluation.depth import Depth
from mlbench.live.watch import watched
from mlbench.live.work import Work
from mlbench.models.held_out import read_held_out
from mlbench.models.metrics import Weight
from mlbench.models.model import Model
from mlbench.models.outputs import Outputs, on_classes_of, outputs_of
from mlbench.models.target import target_array
from mlbench.models.threads import fitting_threads
from mlbench.models.weights import learn

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset


@dataclass(frozen=True)
class OutOfFold:
    """Predictions for training rows by models that were fitted on other ones.

    Attributes
    ----------
    X : pandas.DataFrame of shape (rows, features)
        The training rows that have a prediction.
    truth : array of shape (rows,)
        Their target.
    outputs : Outputs
        What the models that have not seen them say.
    folds : int
        How many models there were.
    train_rows : int
        Training rows there are.
    weight : array of shape (rows,) or None
        How much each of them counts; None where all count the same.
    """

    X: pd.DataFrame
    truth: npt.NDArray[Any]
    outputs: Outputs
    folds: int
    train_rows: int
    weight: Weight = None

    def note(self) -> str:
        """Return what the predictions are, as half a sentence."""
        of = f" of {self.train_rows:,}" if len(self.truth) < self.train_rows else ""
        return (
            f"{len(self.truth):,}{of} training rows, each predicted by one of {self.folds} models "
            "that had not seen it"
        )


def out_of_fold(model: Model, dataset: Dataset, depth: Depth, seed: int) -> OutOfFold | None:
    """Fit a model again on parts of its training rows, and let it predict the others.

    Parameters
    ----------
    model : Model
        The model; clones of its pipeline are fitted.
    dataset : Dataset
        The data; its test rows are not touched.
    depth : Depth
        How many rows and folds.
    seed : int
        Of the sample and the folds, in [0, inf).

    Returns
    -------
    OutOfFold or None
        None where the training rows can't be parted as the split asks.
    """
    X = dataset.X_train
    y, weight = target_array(dataset.y_train, model.facts.task), dataset.train_weight
    parts = [part for part in _parts(dataset, depth, seed) if len(np.unique(y[part[0]])) > 1]
    if not parts:
        return None
    work = Work("Predicting training rows by models that have not seen them", "fits", len(parts))
    held, found = [], []
    with watched(work, lambda: None):
        for others, validate in parts:
            pipeline = refitted(model, X.iloc[others], y[others], _some_of(weight, others))
            outputs = outputs_of(pipeline, X.iloc[validate])
            found.append(on_classes_of(model.pipeline, outputs))
            held.append(validate)
            work.done += 1
    rows = np.concatenate(held)
    order = np.argsort(rows, kind="stable")
    outputs = _joined(found, order)
    rows = rows[order]
    weighed = _some_of(weight, rows)
    return OutOfFold(X.iloc[rows], y[rows], outputs, len(parts), len(X), weighed)


def handed_on(table: pd.DataFrame, model: Model, dataset: Dataset) -> OutOfFold | None:
    """Return the predictions that the cross-validation of a model's recipe has left.

    Parameters
    ----------
    table : pandas.DataFrame
        What ``choice.out_of_fold(model)`` returned.
    model, dataset
        The model, and the data that it was trained on.

    Returns
    -------
    OutOfFold or None
        None where the table speaks for another model, or for other rows.
    """
    found = read_held_out(table, model)
    if found is None:
        return None
    rows, outputs, parts = found
    places = dataset.X_train.index.get_indexer(pd.Index(rows))
    if (places < 0).any() or len(np.unique(places)) < len(places):
        return None
    y = target_array(dataset.y_train, model.facts.task)[places]
    weighed = _some_of(dataset.train_weight, places)
    X = dataset.X_train
    return OutOfFold(X.iloc[places], y, outputs, parts, len(X), weighed)


def _some_of(weight: Weight, rows: Rows) -> Weight:
    return None if weight is None else weight[rows]


def refitted(model: Model, X: pd.DataFrame, y: npt.NDArray[Any], weight: Weight = None) -> Any:
    """Return the pipeline of a model, fitted on other rows.

    They count by their weight where rows did so for the model.
    """
    pipeline = clone(model.pipeline)
    with warnings.catch_warnings(), fitting_threads(X):
        # a model that did not converge is seen in its scores
        warnings.simplefilter("ignore", category=UserWarning)
        learn(pipeline, X, y, weight if model.facts.weight is not None else None)
    return pipeline


def _parts(dataset: Dataset, depth: Depth, seed: int) -> Folds:
    """Return folds of bounded size; none where the rows can't be parted."""
    try:
        parts = folds(dataset, min(depth.folds, most_folds(dataset)[0]), seed)
    except DataError:
        return []
    generator, each = np.random.default_rng(seed), depth.rows // len(parts)
    return [
        (_some(learn, depth.rows, generator), _some(validate, each, generator))
        for learn, validate in parts
    ]


def _some(rows: Rows, most: int, generator: np.random.Generator) -> Rows:
    return rows if len(rows) <= most else np.sort(generator.choice(rows, most, replace=False))


def _joined(found: list[Outputs], order: Rows) -> Outputs:
    values = np.concatenate([outputs.values for outputs in found])[order]
    if found[0].probabilities is None:
        return Outputs(values)
    parts = [o.probabilities for o in found if o.probabilities is not None]
    sets = [o.sets for o in found if o.sets is not None]
    joined = np.concatenate(sets)[order] if sets else None
    return Outputs(values, np.concatenate(parts)[order], found[0].classes, joined)
