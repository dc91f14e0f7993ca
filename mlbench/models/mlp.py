"""Multilayer perceptrons as scikit-learn estimators, trained with Keras.

The fit goes through ``keras.wrappers``. What is kept of it are hyperparameters and
weights as plain arrays, so the estimators can be saved without pickle, and a saved one
predicts the same bits in any process, without TensorFlow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.validation import check_array, check_is_fitted, check_X_y

from mlbench.models import network
from mlbench.models.live_curve import curve_callback

#: Share of the training rows that early stopping watches.
VALIDATION_SHARE = 0.1
#: With fewer training rows than this the training loss itself is watched.
VALIDATION_FROM = 100


class _MLP(BaseEstimator):  # type: ignore[misc]
    """What both networks share: hyperparameters, the fit, the forward pass."""

    def __init__(
        self,
        hidden: tuple[int, ...] = (64, 32),
        epochs: int = 30,
        batch_size: int = 32,
        learning_rate: float = 3e-3,
        patience: int = 5,
        seed: int = 0,
    ) -> None:
        self.hidden = hidden
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.patience = patience
        self.seed = seed

    def _train(self, X: npt.NDArray[Any], y: npt.NDArray[Any], *, classifier: bool) -> None:
        network.start_afresh(self.seed)
        wrappers = network.keras().wrappers
        wrapper = wrappers.SKLearnClassifier if classifier else wrappers.SKLearnRegressor
        # the wrapper's validation rows are the last ones, so they are shuffled first
        order = np.random.default_rng(self.seed).permutation(len(X))
        validated = len(X) >= VALIDATION_FROM
        learner = wrapper(
            model=network.network_to_train,
            model_kwargs={
                "hidden": tuple(self.hidden),
                "learning_rate": self.learning_rate,
                "classifier": classifier,
            },
        )
        curve = curve_callback("Neural network", leave=False, keep=True)
        try:
            learner.fit(
                X[order],
                y[order],
                epochs=self.epochs,
                batch_size=self.batch_size,
                validation_split=VALIDATION_SHARE if validated else 0.0,
                callbacks=[network.stopping(self.patience, validated=validated), curve],
                verbose=0,
            )
        except BaseException:
            curve.broke_off()
            raise
        self.weights_ = network.weights_of(learner.model_)
        self.history_ = {
            name: [float(value) for value in values]
            for name, values in learner.history_.history.items()
        }
        self.n_features_in_ = X.shape[1]

    def _outputs(self, X: Any) -> npt.NDArray[np.float64]:
        check_is_fitted(self, "weights_")
        rows = check_array(X, accept_sparse="csr", dtype=np.float32)
        return network.forward(_dense(rows), self.weights_).astype(np.float64)

    def keras_model(self) -> Any:
        """Return the fitted network as a compiled Keras model, for those who go on with it."""
        check_is_fitted(self, "weights_")
        inputs, outputs = self.n_features_in_, len(self.weights_[-1][1])
        model = network.compiled_network(
            np.empty((0, inputs)),
            np.empty((0, outputs)),
            tuple(self.hidden),
            self.learning_rate,
            classifier=isinstance(self, ClassifierMixin),
        )
        model.set_weights([array for layer in self.weights_ for array in layer])
        return model

    def __getstate__(self) -> dict[str, Any]:
        state = dict(self.__dict__)
        state["hidden"] = list(self.hidden)
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.hidden = tuple(state["hidden"])


class MLPClassifier(ClassifierMixin, _MLP):  # type: ignore[misc]
    """A classifier: rectified dense layers, softmax, cross-entropy.

    Parameters
    ----------
    hidden : tuple of int
        Units of the hidden layers.
    epochs : int
        Most passes over the training rows, in [1, inf).
    batch_size : int
        Rows a step, in [1, inf).
    learning_rate : float
        Of Adam, in (0, inf).
    patience : int
        Epochs without a better validation loss before training ends, in [1, inf).
    seed : int
        Seed of weights, order and validation rows, in [0, inf).

    Attributes
    ----------
    classes_ : array of shape (classes,)
        The labels, sorted.
    weights_ : list of (kernel, bias)
        Float32 arrays of every layer.
    history_ : dict of str to list of float
        Loss and validation loss by epoch.
    """

    def fit(self, X: Any, y: Any) -> MLPClassifier:
        """Train on rows of shape (rows, features) and their labels."""
        rows, labels = check_X_y(X, y, accept_sparse="csr", dtype=np.float32)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        self._train(_dense(rows), codes, classifier=True)
        return self

    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return probabilities of shape (rows, classes); each row sums to 1."""
        outputs = self._outputs(X)
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the most probable label of each row."""
        return np.asarray(self.classes_[self._outputs(X).argmax(axis=1)])


class MLPRegressor(RegressorMixin, _MLP):  # type: ignore[misc]
    """A regressor: rectified dense layers, squared error on the standardised target.

    Parameters
    ----------
    hidden, epochs, batch_size, learning_rate, patience, seed
        As of :class:`MLPClassifier`.

    Attributes
    ----------
    mean_, scale_ : float
        Of the target in training.
    weights_, history_
        As of :class:`MLPClassifier`.
    """

    def fit(self, X: Any, y: Any) -> MLPRegressor:
        """Train on rows of shape (rows, features) and their numbers."""
        rows, numbers = check_X_y(X, y, accept_sparse="csr", dtype=np.float32, y_numeric=True)
        numbers = np.asarray(numbers, dtype=np.float64)
        self.mean_ = float(numbers.mean())
        self.scale_ = float(numbers.std()) or 1.0
        self._train(_dense(rows), (numbers - self.mean_) / self.scale_, classifier=False)
        return self

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        """Return a number for each row."""
        return np.asarray(self._outputs(X)[:, 0] * self.scale_ + self.mean_)


def _dense(rows: Any) -> npt.NDArray[np.float32]:
    dense = rows.toarray() if hasattr(rows, "toarray") else rows
    return np.ascontiguousarray(dense)
