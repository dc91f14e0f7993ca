"""A multilayer perceptron that predicts sets of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_array

from mlbench.data.label_sets import indicators, label_names
from mlbench.models.mlp import MLP, dense
from mlbench.models.multilabel import LabelPredictor, Probabilities


class MLPLabels(LabelPredictor, MLP):
    """One network for all labels: a sigmoid for each, binary cross-entropy.

    Parameters
    ----------
    hidden, epochs, batch_size, learning_rate, patience, seed, categorical, keras_backend
        As of :class:`~mlbench.models.mlp.MLPClassifier`.

    Attributes
    ----------
    classes_ : array of shape (labels,)
        The labels, sorted.
    tables_, weights_, history_, trained_
        As of :class:`~mlbench.models.mlp.MLPClassifier`.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MLPLabels:
        """Train on rows of shape (rows, features) and their sets, as texts.

        Raises
        ------
        RefusedInput
            The backend is unknown or not installed.
        TrainingDiverged
            The loss became infinite or NaN.
        """
        rows = check_array(X, accept_sparse="csr", dtype=np.float32)
        self._look_at(np.asarray(y))
        self._train(dense(rows), y, sample_weight)
        return self

    def predict_proba(self, X: Any) -> Probabilities:
        """Return the probability of each label, of shape (rows, labels)."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self._outputs(X), -500, 500))))

    def encoded(self, y: Any) -> npt.NDArray[np.float32]:
        """Return sets as indicators, of shape (rows, labels)."""
        return indicators(y, list(self.classes_)).astype(np.float32)

    def _look_at(self, y: npt.NDArray[Any]) -> None:
        self.classes_ = np.asarray(label_names(y), dtype=np.str_)

    def _units(self) -> int:
        return len(self.classes_)
