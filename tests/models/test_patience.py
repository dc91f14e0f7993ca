"""What ends a fit decides as the callbacks of Keras do."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from mlbench.models import network
from mlbench.models.keras_fit.patience import Patience
from mlbench.models.keras_fit.plan import Plan

EPOCHS = 40


def _plan(patience: int) -> Plan:
    return Plan((), 1, (), 1, False, EPOCHS, 1, 0.25, patience, seed=0, backend="")


def _losses(seed: int) -> list[float]:
    """Return losses that fall, stand still, and rise, some by less than counts."""
    steps = np.random.default_rng(seed).choice([-0.5, -0.25, -1e-5, 0.0, 1e-5, 0.25], EPOCHS)
    return [float(loss) for loss in 32 + np.cumsum(steps)]


def _by_keras(losses: list[float], patience: int) -> tuple[list[float], int]:
    """Return the rate of each epoch that Keras comes to, and the epoch whose weights it keeps."""
    keras = network.keras()
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mse", optimizer=keras.optimizers.Adam(0.25))
    slower = keras.callbacks.ReduceLROnPlateau(
        "loss", factor=0.5, patience=max(1, round(patience / 2)), min_lr=0.0025
    )
    stopping = keras.callbacks.EarlyStopping("loss", patience=patience, restore_best_weights=True)
    heard = keras.callbacks.CallbackList([slower, stopping], model=model)
    model.stop_training = False
    heard.on_train_begin()
    rates = []
    for epoch, loss in enumerate(losses):
        rates.append(float(np.asarray(model.optimizer.learning_rate)))
        model.set_weights([np.full((1, 1), epoch)])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            heard.on_epoch_end(epoch, {"loss": loss})
        if model.stop_training:
            break
    heard.on_train_end()
    return rates, int(model.get_weights()[0][0, 0])


@pytest.mark.parametrize("patience", [1, 2, 5, 10])
@pytest.mark.parametrize("seed", range(4))
def test_rate_end_and_best_weights_are_those_of_keras(seed: int, patience: int) -> None:
    losses, ours = _losses(seed), Patience(_plan(patience))
    rates = []
    for epoch, loss in enumerate(losses):
        rates.append(ours.rate)
        ours.hear(loss, [np.array([epoch], np.float32)])
        if ours.is_over:
            break
    expected, best = _by_keras(losses, patience)
    assert rates == pytest.approx(expected)
    assert int(ours.best[0][0]) == best
