"""The fit: epochs over the rows, and what Keras' callbacks decide between them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil
from typing import Any

from mlbench.cores import usable_cores
from mlbench.models import network
from mlbench.models.keras_fit import forward
from mlbench.models.keras_fit.engine import Engine, engine_for
from mlbench.models.keras_fit.plan import Plan, Weights, unflat
from mlbench.models.keras_fit.rows import Rows

#: Batches between two looks at the loss.
_BATCHES = 256
#: The rate is halved after this share of the patience, and goes no lower than this part.
_PLATEAU, _LOWEST = 0.5, 0.01


@dataclass(frozen=True)
class Fitted:
    """What a fit came to.

    Parameters
    ----------
    weights : Weights
        Of the best epoch.
    history : dict of str to list of float
        Losses and learning rate by epoch.
    rows : int
        How many rows an epoch learned from.
    backend, device : str
        What it was computed by, and where.
    """

    weights: Weights
    history: dict[str, list[float]]
    rows: int
    backend: str
    device: str


def train(plan: Plan, rows: Rows, callbacks: Sequence[Any] = ()) -> Fitted:
    """Fit a network in this process, on the backend that its Keras has.

    Parameters
    ----------
    plan : Plan
        What is fitted.
    rows : Rows
        What it learns from.
    callbacks : sequence of keras.callbacks.Callback
        Told of epochs, and of the loss within them; what they raise ends the fit.
    """
    network.ask_for_same_bits()
    engine = engine_for(plan)
    model = engine.network
    heard = network.keras().callbacks.CallbackList(
        [*_deciding(plan, validated=rows.validation is not None), *callbacks],
        add_history=True,
        model=model,
        epochs=plan.epochs,
        steps=ceil(rows.count / plan.batch_size),
        verbose=0,
    )
    heard.on_train_begin()
    learned = 0
    for epoch in range(plan.epochs):
        heard.on_epoch_begin(epoch)
        loss, learned = _epoch(engine, plan, rows, epoch, heard)
        logs = {"loss": loss}
        if rows.validation is not None:
            weights = unflat(model.get_weights(), plan)
            logs["val_loss"] = forward.loss(*rows.validation, weights)
        with warnings.catch_warnings():
            # Keras reads the learning rate in a way that NumPy 2 has words about
            warnings.simplefilter("ignore", DeprecationWarning)
            heard.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    heard.on_train_end()
    history = {name: [float(v) for v in values] for name, values in model.history.history.items()}
    weights = unflat([array.copy() for array in model.get_weights()], plan)
    return Fitted(weights, history, learned, _backend(), _device(engine))


def _epoch(engine: Engine, plan: Plan, rows: Rows, epoch: int, heard: Any) -> tuple[float, int]:
    losses = weights = 0.0
    batches, learned, most = 0, 0, _BATCHES * plan.batch_size
    for X, y, weight, order in engine.chunks(rows, epoch):
        for start in range(0, len(order), most):
            taken = order[start : start + most]
            some, counted = engine.run((X, y, weight, taken))
            losses, weights = losses + some, weights + counted
            learned += len(taken)
            batches += ceil(len(taken) / plan.batch_size)
            heard.on_train_batch_end(batches - 1, {"loss": losses / weights})
    return losses / weights, learned


def _deciding(plan: Plan, *, validated: bool) -> list[Any]:
    """Return the callbacks that lower the rate, end the fit, and keep the best weights."""
    watched = "val_loss" if validated else "loss"
    callbacks = network.keras().callbacks
    return [
        callbacks.ReduceLROnPlateau(
            monitor=watched,
            factor=0.5,
            patience=max(1, round(_PLATEAU * plan.patience)),
            min_lr=_LOWEST * plan.learning_rate,
        ),
        callbacks.EarlyStopping(monitor=watched, patience=plan.patience, restore_best_weights=True),
    ]


def _backend() -> str:
    name = network.backend()
    return f"{name} {version(name)}"


def _device(engine: Engine) -> str:
    device = engine.device()
    if device != "CPU":
        return device
    return f"CPU, {usable_cores()} threads"
