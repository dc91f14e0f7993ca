"""The fit: epochs over the rows, and what is decided between them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from math import ceil
from typing import Any, Protocol

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


class Hooks(Protocol):
    """What is told of a fit as it goes, in the words of the callbacks of Keras."""

    params: dict[str, Any]

    def on_train_begin(self) -> None: ...  # noqa: D102 - as of Keras

    def on_epoch_begin(self, epoch: int) -> None: ...  # noqa: D102 - the same

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None: ...  # noqa: D102 - the same

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None: ...  # noqa: D102 - the same

    def on_train_end(self) -> None: ...  # noqa: D102 - the same


def train(plan: Plan, rows: Rows, heard: Hooks) -> Fitted:
    """Fit a network in this process, on the backend that its Keras has.

    Parameters
    ----------
    plan : Plan
        What is fitted.
    rows : Rows
        What it learns from.
    heard : Hooks
        Told of epochs, and of the loss within them; what it raises ends the fit.
    """
    network.ask_for_same_bits()
    engine = engine_for(plan)
    heard.params = {"epochs": plan.epochs, "steps": ceil(rows.count / plan.batch_size)}
    patience, learned = Patience(plan), 0
    history: dict[str, list[float]] = {}
    heard.on_train_begin()
    for epoch in range(plan.epochs):
        heard.on_epoch_begin(epoch)
        loss, learned = _epoch(engine, plan, rows, epoch, heard)
        weights, rate = engine.weights(), patience.rate
        logs = {"loss": loss, "learning_rate": rate}
        if rows.validation is not None:
            logs["val_loss"] = forward.loss(*rows.validation, unflat(weights, plan))
        for name, value in logs.items():
            history.setdefault(name, []).append(value)
        heard.on_epoch_end(epoch, logs)
        patience.hear(logs.get("val_loss", loss), weights)
        if patience.is_over:
            break
        engine.rate = patience.rate
    heard.on_train_end()
    best = unflat([array.copy() for array in patience.best], plan)
    return Fitted(best, history, learned, _backend(), _device(engine))


def _epoch(engine: Engine, plan: Plan, rows: Rows, epoch: int, heard: Hooks) -> tuple[float, int]:
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
