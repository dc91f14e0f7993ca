"""A Keras network with what runs batches through it, on the backend of this process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np

from mlbench.models import network
from mlbench.models.keras_fit.plan import Array, Plan, flat
from mlbench.models.keras_fit.rows import Chunk, Rows


class Engine(Protocol):
    """What one backend of Keras does for a fit.

    Attributes
    ----------
    network : keras.Model
        Compiled, with an optimiser that is built.
    """

    network: Any

    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""

    def chunks(self, rows: Rows, epoch: int) -> Iterator[Chunk]:
        """Yield the chunks of an epoch, brought to where the network is."""

    def weights(self) -> list[Array]:
        """Return what the network has learned, in the order of its layers."""

    def device(self) -> str:
        """Return where the network is, in words."""


def keras_network(plan: Plan, *, probabilities: bool = False) -> Any:
    """Return the compiled Keras network of a plan; with `probabilities`, they end it."""
    keras = network.keras()
    layers, ops = keras.layers, keras.ops
    rows = keras.Input(shape=(plan.inputs,))
    parts = []
    for column, (slots, width) in enumerate(zip(plan.slots, plan.widths, strict=True)):
        code = ops.cast(rows[:, column], "int32") + 2
        known = ops.logical_and(code >= 0, code < slots)
        parts.append(layers.Embedding(slots, width)(ops.where(known, code, 1)))
    parts.append(rows[:, len(plan.slots) :])
    value = layers.Concatenate()(parts) if plan.slots else rows
    for units in plan.hidden:
        value = layers.Dense(units, activation="relu")(value)
    value = layers.Dense(plan.outputs)(value)
    if probabilities and plan.classifier:
        value = (layers.Activation("sigmoid") if plan.several else layers.Softmax())(value)
    model = keras.Model(rows, value)
    loss = _loss(keras.losses, plan, logits=not probabilities)
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(plan.learning_rate))
    return model


def _loss(losses: Any, plan: Plan, *, logits: bool) -> Any:
    if plan.several:
        return losses.BinaryCrossentropy(from_logits=logits)
    if plan.classifier:
        return losses.SparseCategoricalCrossentropy(from_logits=logits)
    return losses.MeanSquaredError()


#: The engine that was used last, and what it was made for.
_last: tuple[tuple[object, ...], Engine] | None = None


def engine_for(plan: Plan) -> Engine:
    """Return an engine with the initial weights of a plan.

    Of the folds of a cross-validation, the second and later ones get the first one's: its
    traced training step stays, which takes longer to make than such a network to train.
    """
    global _last  # noqa: PLW0603 - one network is kept a process
    shape = (plan.slots, plan.numbers, plan.hidden, plan.outputs)
    made_for = (shape, plan.classifier, plan.several, plan.batch_size)
    if _last is None or _last[0] != made_for:
        _last = made_for, _make(plan)
    engine = _last[1]
    optimizer = engine.network.optimizer
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(np.zeros(variable.shape, variable.dtype))
    optimizer.learning_rate = plan.learning_rate
    engine.network.set_weights(flat(plan.initial_weights()))
    engine.network.stop_training = False
    return engine


def _make(plan: Plan) -> Engine:
    model = keras_network(plan)
    model.optimizer.build(model.trainable_variables)
    if network.backend() == "torch":
        from mlbench.models.keras_fit.on_torch import TorchEngine  # noqa: PLC0415 - an extra

        return TorchEngine(model, plan)
    from mlbench.models.keras_fit.on_tensorflow import TensorFlowEngine  # noqa: PLC0415 - slow

    return TensorFlowEngine(model, plan)
