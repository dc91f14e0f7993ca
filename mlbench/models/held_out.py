"""What the models of a cross-validation said of training rows that they had not seen.

To choose the recipe each training row was predicted by a model that had not learned from it.
What is decided after the training (a threshold, the width of an interval) can be decided on
these predictions, and nothing has to be fitted again for it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.models.model import Model
from mlbench.models.outputs import Outputs, on_classes_of
from mlbench.vocabulary import Task

#: No more rows are handed on; a sample of them by the seed of the model.
MOST_ROWS = 50_000
_FOLD, _VALUE = "fold", "prediction"
#: Where a table of predictions says whose they are.
_OF = "of_model"


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Predictions for training rows, fold by fold.

    Attributes
    ----------
    parts : tuple of (array of row ids, Outputs)
        The rows of each fold, and what was said of them by the model that had not seen them.
    """

    parts: tuple[tuple[npt.NDArray[np.int64], Outputs], ...] = ()

    def frame(self, model: Model) -> pd.DataFrame:
        """Return the predictions as a table that knows the model they speak for.

        Parameters
        ----------
        model : Model
            The model of the same recipe, fitted on all training rows.

        Returns
        -------
        pandas.DataFrame
            One row a training row, at most 50,000, by row id: ``fold``, and the probability of
            each class of the model, or the predicted number.
        """
        names = _columns(model)
        tables = [
            pd.DataFrame(_figures(outputs, model), columns=names, index=rows).assign(fold=fold)
            for fold, (rows, outputs) in enumerate(self.parts, start=1)
        ]
        table = pd.concat(tables) if tables else pd.DataFrame(columns=[*names, _FOLD])
        table = table.rename_axis(index="row").sort_index(kind="stable")
        if len(table) > MOST_ROWS:
            table = table.sample(MOST_ROWS, random_state=model.facts.seed).sort_index()
        table.attrs = {_OF: _name_of(model)}
        return table


def read_held_out(
    table: pd.DataFrame, model: Model
) -> tuple[npt.NDArray[np.int64], Outputs, int] | None:
    """Return row ids, predictions and number of folds of a table that :class:`HeldOut` made.

    None where it is empty, or speaks for another model.
    """
    names = _columns(model)
    whose = table.attrs.get(_OF)
    if whose != _name_of(model) or table.empty or not {*names, _FOLD} <= {*table.columns}:
        return None
    figures = table[names].to_numpy(dtype=np.float64)
    return table.index.to_numpy(), _outputs(figures, model), int(table[_FOLD].nunique())


def _columns(model: Model) -> list[str]:
    classes = model.facts.classes
    return [_VALUE] if classes is None else [f"probability_{label}" for label in classes]


def _figures(outputs: Outputs, model: Model) -> npt.NDArray[np.float64]:
    if outputs.probabilities is None:
        return np.asarray(outputs.values, dtype=np.float64)[:, None]
    known = on_classes_of(model.pipeline, outputs).probabilities
    assert known is not None
    return known


def _outputs(figures: npt.NDArray[np.float64], model: Model) -> Outputs:
    if model.facts.classes is None:
        return Outputs(figures[:, 0])
    classes = np.asarray(model.pipeline.classes_)
    if model.facts.task is Task.MULTILABEL:
        return Outputs.of_labels(figures, classes)
    return Outputs(classes[figures.argmax(axis=1)], figures, classes)


def _name_of(model: Model) -> str:
    """Return what tells models of one dataset and split apart."""
    facts = model.facts
    told = [facts.recipe, facts.options, facts.seed, facts.weight, facts.fingerprint, facts.split]
    return json.dumps(told, sort_keys=True, default=str)
