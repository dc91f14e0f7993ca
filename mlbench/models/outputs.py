"""What a pipeline says about rows, computed once and looked at in many ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.label_sets import texts_of
from mlbench.models.multilabel import THRESHOLD, LabelPredictor, last_of


@dataclass(frozen=True)
class Outputs:
    """Predictions for some rows.

    Attributes
    ----------
    values : array of shape (rows,)
        The predicted labels or numbers; of sets of labels texts such as ``a|b``.
    probabilities : array of shape (rows, classes) or None
        One column a class, in the order of `classes`; None for regression.
    classes : array of shape (classes,) or None
        The labels, sorted; None for regression.
    sets : bool array of shape (rows, classes) or None
        Which labels are predicted, where a row has a set of them; None elsewhere.
    """

    values: npt.NDArray[Any]
    probabilities: npt.NDArray[np.float64] | None = None
    classes: npt.NDArray[Any] | None = None
    sets: npt.NDArray[np.bool_] | None = None

    @classmethod
    def of_labels(cls, probabilities: npt.NDArray[np.float64], labels: npt.NDArray[Any]) -> Outputs:
        """Return predictions of sets of labels, from the probability of each label."""
        sets = probabilities >= THRESHOLD
        return cls(texts_of(sets, list(labels)), probabilities, labels, sets)

    @property
    def score(self) -> npt.NDArray[np.float64]:
        """Probability of the last class, or the predicted number; of labels how many."""
        if self.probabilities is None:
            return np.asarray(self.values, dtype=np.float64)
        if self.sets is not None:
            return np.asarray(self.probabilities.sum(axis=1))
        return self.probabilities[:, -1]

    def of_rows(self, chosen: slice | npt.NDArray[Any]) -> Outputs:
        """Return the predictions for some of the rows, by their places or as a mask."""
        stated = None if self.probabilities is None else self.probabilities[chosen]
        sets = None if self.sets is None else self.sets[chosen]
        return replace(self, values=self.values[chosen], probabilities=stated, sets=sets)


def outputs_of(pipeline: Any, X: pd.DataFrame) -> Outputs:
    """Return what a fitted pipeline predicts for rows, in one pass over them."""
    if not hasattr(pipeline, "predict_proba"):
        return Outputs(np.asarray(pipeline.predict(X), dtype=np.float64))
    stated = np.asarray(pipeline.predict_proba(X))
    if isinstance(last_of(pipeline), LabelPredictor):
        return Outputs.of_labels(stated, np.asarray(pipeline.classes_))
    probabilities = stated.astype(np.float64, copy=False)
    if stated.dtype != np.float64:
        # in fewer bits they add up to nearly 1
        probabilities = probabilities / probabilities.sum(axis=1, keepdims=True)
    classes = np.asarray(pipeline.classes_)
    return Outputs(classes[probabilities.argmax(axis=1)], probabilities, classes)


def on_classes_of(pipeline: Any, outputs: Outputs) -> Outputs:
    """Return outputs of another pipeline with a column for each class of this one.

    A class that the other one has not learned has probability 0.
    """
    if outputs.probabilities is None:
        return outputs
    classes = np.asarray(pipeline.classes_)
    assert outputs.classes is not None
    full = np.zeros((len(outputs.values), len(classes)))
    full[:, np.searchsorted(classes, outputs.classes)] = outputs.probabilities
    if outputs.sets is not None:
        return Outputs.of_labels(full, classes)
    return Outputs(outputs.values, full, classes)
