"""The fit: epochs over the rows, and what Keras' callbacks decide between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil
from typing import Any

from mlbench.cores import usable_cores
from mlbench.models import network
from mlbench.models.keras_fit import forward
from mlbench.models.keras_fit.engine import Engine, engine_for
from mlbench.models.keras_fit.patience import Patience
from mlbench.models.keras_fit.plan import Plan, Weights, unflat
from mlbench.models.keras_fit.rows import Rows

#: Batches between two looks at the loss.
_BATCHES = 256


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
        callbacks,
        add_history=True,
        model=model,
        epochs=plan.epochs,
        steps=ceil(rows.count / plan.batch_size),
        verbose=0,
    )
    patience, learned = Patience(plan), 0
    heard.on_train_begin()
    for epoch in range(plan.epochs):
        heard.on_epoch_begin(epoch)
        loss, learned = _epoch(engine, plan, rows, epoch, heard)
        weights, rate = engine.weights(), patience.rate
        logs = {"loss": loss, "learning_rate": rate}
        if rows.validation is not None:
            logs["val_loss"] = forward.loss(*rows.validation, unflat(weights, plan))
        heard.on_epoch_end(epoch, logs)
        patience.hear(logs.get("val_loss", loss), weights)
        if patience.is_over or model.stop_training:
            break
        if patience.rate != rate:
            model.optimizer.learning_rate = patience.rate
    heard.on_train_end()
    history = {name: [float(v) for v in values] for name, values in model.history.history.items()}
    best = unflat([array.copy() for array in patience.best], plan)
    return Fitted(best, history, learned, _backend(), _device(engine))


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


def _backend() -> str:
    name = network.backend()
    return f"{name} {version(name)}"


def _device(engine: Engine) -> str:
    device = engine.device()
    if device != "CPU":
        return device
    return f"CPU, {usable_cores()} threads"
