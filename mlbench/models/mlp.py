"""Multilayer perceptrons as scikit-learn estimators, trained with Keras.

What is kept of a fit are hyperparameters and weights as plain arrays, so the estimators
can be saved without pickle, and a saved one predicts the same bits in any process,
without TensorFlow or PyTorch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.validation import (
    _check_sample_weight,
    check_array,
    check_is_fitted,
    check_X_y,
)

from mlbench.models.keras_fit import place
from mlbench.models.keras_fit.engine import keras_network
from mlbench.models.keras_fit.forward import FIRST, forward, with_unseen
from mlbench.models.keras_fit.plan import Array, Plan, flat
from mlbench.models.keras_fit.rows import ArrayRows, Rows
from mlbench.models.multilabel import LabelPredictor
from mlbench.models.streaming.blocks import Blocks
from mlbench.models.streaming.rows import StoredRows


class MLP(BaseEstimator):  # type: ignore[misc]
    """What both networks share: hyperparameters, the fit, the forward pass."""

    def __init__(
        self,
        hidden: tuple[int, ...] = (64, 32),
        epochs: int = 30,
        batch_size: int = 32,
        learning_rate: float = 3e-3,
        patience: int = 5,
        seed: int = 0,
        categorical: int = 0,
        keras_backend: str = "tensorflow",
    ) -> None:
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.patience = patience
        self.seed = seed
        self.categorical = categorical
        self.keras_backend = keras_backend

    def _plan(self, slots: tuple[int, ...], columns: int, outputs: int) -> Plan:
        return Plan(
            slots=slots,
            numbers=columns - len(slots),
            hidden=tuple(self.hidden),
            outputs=outputs,
            classifier=isinstance(self, ClassifierMixin),
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            patience=self.patience,
            seed=self.seed,
            backend=self.keras_backend,
            several=isinstance(self, LabelPredictor),
        )

    def _train(self, X: Array, y: Any, weight: Any) -> None:
        weight = _check_sample_weight(weight, X, dtype=np.float32)
        self._learn(X, ArrayRows.parted(X, self.encoded(y), weight, self.seed))

    def fit_stored(self, X: Any, y: Any, watched: tuple[Any, Any, Any], blocks: Blocks) -> int:
        """Train on rows that are read from disk in each epoch.

        Parameters
        ----------
        X, y : array
            Rows of a sample and their targets, for what must be known beforehand: how many
            categories there are, which classes, the scale of a target.
        watched : tuple of array
            Rows, targets and weights that are never learned from, and decide when training
            ends.
        blocks : Blocks
            What is learned from.

        Returns
        -------
        int
            Rows of an epoch.
        """
        self._look_at(np.asarray(y))
        rows, targets = dense(watched[0]), self.encoded(watched[1])
        seen = (rows, targets, watched[2].astype(np.float32)) if len(rows) else None
        return self._learn(dense(X), StoredRows(blocks, self, seen))

    def _learn(self, X: Array, rows: Rows) -> int:
        codes = X[:, : self.categorical]
        slots = tuple(int(code) + 1 + FIRST for code in codes.max(axis=0, initial=-1))
        plan = self._plan(slots, X.shape[1], self._units())
        fitted = place.fit(plan, rows, "Neural network")
        tables, self.weights_ = fitted.weights
        self.tables_ = [with_unseen(t, codes[:, column]) for column, t in enumerate(tables)]
        self.history_ = fitted.history
        self.trained_ = {"backend": fitted.backend, "device": fitted.device}
        self.n_features_in_ = plan.inputs
        return fitted.rows

    def _outputs(self, X: Any) -> npt.NDArray[np.float64]:
        check_is_fitted(self, "weights_")
        rows = check_array(X, accept_sparse="csr", dtype=np.float32)
        return forward(dense(rows), (self.tables_, self.weights_)).astype(np.float64)

    def keras_model(self) -> Any:
        """Return the fitted network as a compiled Keras model, for those who go on with it."""
        check_is_fitted(self, "weights_")
        slots = tuple(len(table) for table in self.tables_)
        plan = self._plan(slots, self.n_features_in_, len(self.weights_[-1][1]))
        model = keras_network(plan)
        model.set_weights(flat((self.tables_, self.weights_)))
        return model

    def encoded(self, y: Any) -> npt.NDArray[Any]:
        """Return targets as the network learns them."""
        raise NotImplementedError

    def _look_at(self, y: npt.NDArray[Any]) -> None:
        raise NotImplementedError

    def _units(self) -> int:
        raise NotImplementedError

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state["hidden"] = list(self.hidden)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        # a file of an earlier mlbench has a network without embeddings
        before = {"categorical": 0, "keras_backend": "tensorflow", "tables_": []}
        self.__dict__.update(before | state)
        self.hidden = tuple(state["hidden"])


class MLPClassifier(ClassifierMixin, MLP):  # type: ignore[misc]
    """A classifier: embeddings, rectified dense layers, softmax, cross-entropy.

    Parameters
    ----------
    hidden : tuple of int
        Units of the hidden layers.
    epochs : int
        Most passes over the training rows, in [1, inf).
    batch_size : int
        Rows a step, in [1, inf).
    learning_rate : float
        Of Adam, in (0, inf); halved when half of the patience is over.
    patience : int
        Epochs without a better validation loss before training ends, in [1, inf).
    seed : int
        Seed of weights, order and validation rows, in [0, inf).
    categorical : int
        So many of the first columns hold codes of categories, in [0, columns]: whole
        numbers from 0, -1 for an unknown one, -2 for a missing one. Each gets an embedding.
    keras_backend : {'tensorflow', 'torch'}
        What Keras computes with.

    Attributes
    ----------
    classes_ : array of shape (classes,)
        The labels, sorted.
    tables_ : list of array of shape (slots, width)
        Float32 embeddings of the categorical columns: missing, unknown, 0, 1 ...
    weights_ : list of (kernel, bias)
        Float32 arrays of every dense layer.
    history_ : dict of str to list of float
        Loss, validation loss and learning rate by epoch.
    trained_ : dict of str to str
        ``backend`` with its version, and the ``device``.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MLPClassifier:
        """Train on rows of shape (rows, features) and their labels.

        Raises
        ------
        RefusedInput
            The backend is unknown or not installed.
        TrainingDiverged
            The loss became infinite or NaN.
        """
        rows, labels = check_X_y(X, y, accept_sparse="csr", dtype=np.float32)
        self._look_at(labels)
        self._train(dense(rows), labels, sample_weight)
        return self

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return probabilities of shape (rows, classes); each row sums to 1."""
        outputs = self._outputs(X)
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the most probable label of each row."""
        return np.asarray(self.classes_[self._outputs(X).argmax(axis=1)])

    def encoded(self, y: Any) -> npt.NDArray[np.int32]:
        """Return labels as numbers from 0."""
        return np.asarray(np.searchsorted(self.classes_, y), dtype=np.int32)

    def _look_at(self, y: npt.NDArray[Any]) -> None:
        self.classes_ = np.unique(y)

    def _units(self) -> int:
        return len(self.classes_)


class MLPRegressor(RegressorMixin, MLP):  # type: ignore[misc]
    """A regressor: embeddings, rectified dense layers, squared error on the scaled target.

    Parameters
    ----------
    hidden, epochs, batch_size, learning_rate, patience, seed, categorical, keras_backend
        As of :class:`MLPClassifier`.

    Attributes
    ----------
    mean_, scale_ : float
        Of the target in training.
    tables_, weights_, history_, trained_
        As of :class:`MLPClassifier`.
    """

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> MLPRegressor:
        """Train on rows of shape (rows, features) and their numbers.

        Raises
        ------
        RefusedInput
            The backend is unknown or not installed.
        TrainingDiverged
            The loss became infinite or NaN.
        """
        rows, numbers = check_X_y(X, y, accept_sparse="csr", dtype=np.float32, y_numeric=True)
        self._look_at(numbers)
        self._train(dense(rows), numbers, sample_weight)
        return self

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        """Return a number for each row."""
        return np.asarray(self._outputs(X)[:, 0] * self.scale_ + self.mean_)

    def encoded(self, y: Any) -> npt.NDArray[np.float32]:
        """Return numbers at mean 0 and variance 1."""
        return np.asarray((y - self.mean_) / self.scale_, dtype=np.float32)

    def _look_at(self, y: npt.NDArray[Any]) -> None:
        numbers = np.asarray(y, dtype=np.float64)
        self.mean_ = float(numbers.mean())
        self.scale_ = float(numbers.std()) or 1.0

    def _units(self) -> int:
        return 1


def dense(rows: Any) -> npt.NDArray[np.float32]:
    """Return rows as a plain array of float32."""
    plain = rows.toarray() if hasattr(rows, "toarray") else rows
    return np.ascontiguousarray(plain, dtype=np.float32)
