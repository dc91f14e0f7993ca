"""What a pipeline says about rows, computed once and looked at in many ways."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


@dataclass(frozen=True)
class Outputs:
    """Predictions for some rows.

    Attributes
    ----------
    values : array of shape (rows,)
        The predicted labels or numbers.
    probabilities : array of shape (rows, classes) or None
        One column a class, in the order of `classes`; None for regression.
    classes : array of shape (classes,) or None
        The labels, sorted; None for regression.
    """

    values: npt.NDArray[Any]
    probabilities: npt.NDArray[np.float64] | None = None
    classes: npt.NDArray[Any] | None = None

    @property
    def score(self) -> npt.NDArray[np.float64]:
        """Probability of the last class, or the predicted number."""
        if self.probabilities is None:
            return np.asarray(self.values, dtype=np.float64)
        return self.probabilities[:, -1]

    def of_rows(self, chosen: slice | npt.NDArray[Any]) -> Outputs:
        """Return the predictions for some of the rows, by their places or as a mask."""
        stated = None if self.probabilities is None else self.probabilities[chosen]
        return replace(self, values=self.values[chosen], probabilities=stated)


def outputs_of(pipeline: Any, X: pd.DataFrame) -> Outputs:
    """Return what a fitted pipeline predicts for rows, in one pass over them."""
    if not hasattr(pipeline, "predict_proba"):
        return Outputs(np.asarray(pipeline.predict(X), dtype=np.float64))
    stated = np.asarray(pipeline.predict_proba(X))
    probabilities = stated.astype(np.float64, copy=False)
    if stated.dtype != np.float64:
        # in fewer bits they add up to nearly 1
        probabilities = probabilities / probabilities.sum(axis=1, keepdims=True)
    classes = np.asarray(pipeline.classes_)
    return Outputs(classes[probabilities.argmax(axis=1)], probabilities, classes)
