"""The Keras network of the MLP recipe: built and trained here, and nowhere else.

TensorFlow is imported by the first fit of a process, not before: a saved network
predicts from its weights with NumPy alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, cast

import numpy as np
import numpy.typing as npt

Weights = list[tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]]


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keep the C++ parts of TensorFlow from writing to standard error while they load."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def keras() -> ModuleType:
    """Return Keras, imported quietly on the first call."""
    if "keras" in sys.modules:
        return sys.modules["keras"]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with _quiet_stderr():
        import keras as loaded  # noqa: PLC0415 - TensorFlow takes seconds to import
        import tensorflow as tf  # noqa: PLC0415 - the same

        tf.config.get_visible_devices()
    return cast("ModuleType", loaded)


def start_afresh(seed: int) -> None:
    """Set every seed, and ask for reproducible operations."""
    library = keras()
    import tensorflow as tf  # noqa: PLC0415 - TensorFlow takes seconds to import

    library.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()


#: The network that was trained last, and what it was made for.
_last: tuple[tuple[object, ...], Any] | None = None


def network_to_train(
    X: npt.NDArray[Any],
    y: npt.NDArray[Any],
    hidden: tuple[int, ...],
    learning_rate: float,
    *,
    classifier: bool,
) -> Any:
    """Return a network as :func:`compiled_network` does, with initial weights by the seed.

    Of the folds of a cross-validation, the second and later ones get the first one's: its
    traced training step stays, which takes longer to make than such a network to train.
    """
    global _last  # noqa: PLW0603 - one network is kept a process
    made_for = (X.shape[1], y.shape[1], hidden, learning_rate, classifier)
    if _last is None or _last[0] != made_for:
        keras().utils.clear_session()
        network = compiled_network(X, y, hidden, learning_rate, classifier=classifier)
        network.optimizer.build(network.trainable_variables)
        _last = made_for, network
        return network
    network = _last[1]
    fresh = _layers(X.shape[1], y.shape[1], hidden, classifier=classifier)
    network.set_weights(fresh.get_weights())
    for variable in network.optimizer.variables:
        if variable is not network.optimizer.learning_rate:
            variable.assign(np.zeros(variable.shape, variable.dtype))
    return network


def _layers(inputs: int, outputs: int, hidden: tuple[int, ...], *, classifier: bool) -> Any:
    library = keras()
    layers = [library.Input(shape=(inputs,))]
    layers += [library.layers.Dense(units, activation="relu") for units in hidden]
    last = "softmax" if classifier else "linear"
    layers.append(library.layers.Dense(outputs, activation=last))
    return library.Sequential(layers)


def compiled_network(
    X: npt.NDArray[Any],
    y: npt.NDArray[Any],
    hidden: tuple[int, ...],
    learning_rate: float,
    *,
    classifier: bool,
) -> Any:
    """Return a compiled network whose ends fit the shapes of X and y.

    Parameters
    ----------
    X : array of shape (rows, features)
        Only its shape is looked at.
    y : array of shape (rows, outputs)
        The same; one output a class, or one number.
    hidden : tuple of int
        Units of the hidden layers, each followed by a rectifier.
    learning_rate : float
        Of the Adam optimiser (Kingma and Ba 2015), in (0, inf).
    classifier : bool
        Whether outputs are probabilities of classes.
    """
    network = _layers(X.shape[1], y.shape[1], hidden, classifier=classifier)
    network.compile(
        loss="categorical_crossentropy" if classifier else "mean_squared_error",
        optimizer=keras().optimizers.Adam(learning_rate),
        jit_compile=False,  # compiling takes longer than training such a network
    )
    return network


def stopping(patience: int, *, validated: bool) -> Any:
    """Return the callback that ends a training that no longer helps, at its best weights."""
    return keras().callbacks.EarlyStopping(
        monitor="val_loss" if validated else "loss", patience=patience, restore_best_weights=True
    )


def weights_of(network: Any) -> Weights:
    """Return kernel and bias of every layer as plain arrays."""
    return [tuple(np.array(w) for w in layer.get_weights()) for layer in network.layers]  # type: ignore[misc]


def forward(X: npt.NDArray[np.float32], weights: Weights) -> npt.NDArray[np.float32]:
    """Return the raw outputs of a network of rectified dense layers.

    Parameters
    ----------
    X : float32 array of shape (rows, features)
        The rows.
    weights : list of (kernel, bias)
        Of every layer, the last one without rectifier.

    Returns
    -------
    float32 array of shape (rows, outputs)

    Examples
    --------
    >>> one = np.ones((1, 1), np.float32)
    >>> forward(one, [(-one, 0 * one[0]), (one, 2 * one[0])])
    array([[2.]], dtype=float32)
    """
    for number, (kernel, bias) in enumerate(weights, start=1):
        X = X @ kernel + bias
        if number < len(weights):
            X = np.maximum(X, 0)
    return X
