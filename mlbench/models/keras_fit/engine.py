"""A Keras network with what runs batches through it, on the backend of this process."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np

from mlbench.models import network
from mlbench.models.keras_fit.plan import Array, Plan, flat
from mlbench.models.keras_fit.rows import Chunk, Rows


class Engine(ABC):
    """What one backend of Keras does for a fit.

    All weights are parts of one variable. An optimiser has a dozen operations for each that
    it looks after, and those of a small network take longer to call than to compute.

    Parameters
    ----------
    plan : Plan
        Says the network; how it learns may change from fit to fit.

    Attributes
    ----------
    sizes : list of int
        How many weights each array of the network has, in the order of its layers.
    rate : float
        The learning rate from here on, in (0, inf).
    """

    def __init__(self, plan: Plan) -> None:
        self.batch_size = plan.batch_size
        self.rate = plan.learning_rate
        self._classes = plan.outputs if plan.classifier and not plan.several else 0
        self._network = _layers(plan, start="zeros")
        self._loss = _loss_of_rows(plan)
        self._shapes = [variable.shape for variable in self._network.trainable_variables]
        self.sizes = [prod(shape) for shape in self._shapes]

    def begin(self, plan: Plan) -> None:
        """Go back to where a fit starts: the initial weights of a plan, and its rate."""
        self.rate = plan.learning_rate
        self._restart(np.concatenate([array.ravel() for array in flat(plan.initial_weights())]))

    @abstractmethod
    def _restart(self, learned: Array) -> None:
        """Let this be all that is learned, by an optimiser that has taken no step."""

    @abstractmethod
    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""

    @abstractmethod
    def chunks(self, rows: Rows, epoch: int) -> Iterator[Chunk]:
        """Yield the chunks of an epoch, brought to where the network is."""

    @abstractmethod
    def device(self) -> str:
        """Return where the network is, in words."""

    @abstractmethod
    def _read(self) -> Array:
        """Return all that is learned, as an array that no later step changes."""

    def weights(self) -> list[Array]:
        """Return what the network has learned, in the order of its layers."""
        parts = np.split(self._read(), np.cumsum(self.sizes)[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self._shapes, strict=True)]

    def losses(self, parts: Sequence[Any], X: Any, y: Any) -> Any:
        """Return the loss of each row, of shape (rows,), if `parts` of `sizes` were the weights."""
        ops = network.keras().ops
        shaped = [ops.reshape(part, to) for part, to in zip(parts, self._shapes, strict=True)]
        outputs, _ = self._network.stateless_call(shaped, [], X, training=True)
        if self._classes:
            # by numbers of classes the operation that always gives the same bits is a long one
            y = ops.one_hot(y, self._classes)
        return self._loss(y, outputs)


def keras_network(plan: Plan) -> Any:
    """Return a Keras network of a plan that says probabilities or numbers, compiled."""
    keras = network.keras()
    model, loss = _layers(plan), "mean_squared_error"
    if plan.classifier:
        ending = keras.layers.Activation("sigmoid") if plan.several else keras.layers.Softmax()
        model = keras.Model(model.inputs, ending(model.outputs[0]))
        loss = "binary_crossentropy" if plan.several else "sparse_categorical_crossentropy"
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(plan.learning_rate))
    return model


def _layers(plan: Plan, start: str | None = None) -> Any:
    """Return the layers of a plan; `start` names what fills them, otherwise as Keras does."""
    keras = network.keras()
    layers, ops = keras.layers, keras.ops
    rows = keras.Input(shape=(plan.inputs,))
    parts = []
    for column, (slots, width) in enumerate(zip(plan.slots, plan.widths, strict=True)):
        code = ops.cast(rows[:, column], "int32") + 2
        known = ops.logical_and(code >= 0, code < slots)
        table = layers.Embedding(slots, width, start or "uniform")
        parts.append(table(ops.where(known, code, 1)))
    parts.append(rows[:, len(plan.slots) :])
    value = layers.Concatenate()(parts) if plan.slots else rows
    kernels = {"kernel_initializer": start or "glorot_uniform"}
    for units in plan.hidden:
        value = layers.Dense(units, activation="relu", **kernels)(value)
    return keras.Model(rows, layers.Dense(plan.outputs, **kernels)(value))


def _loss_of_rows(plan: Plan) -> Any:
    losses, each = network.keras().losses, {"reduction": None}
    if plan.several:
        return losses.BinaryCrossentropy(from_logits=True, **each)
    if plan.classifier:
        return losses.CategoricalCrossentropy(from_logits=True, **each)
    return losses.MeanSquaredError(**each)


#: Of Adam (Kingma and Ba 2015): the decay of its means, and what keeps it from dividing by 0.
BETAS, EPSILON = (0.9, 0.999), 1e-7

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
    engine.begin(plan)
    return engine


def _make(plan: Plan) -> Engine:
    if network.backend() == "torch":
        from mlbench.models.keras_fit.on_torch import TorchEngine  # noqa: PLC0415 - an extra

        return TorchEngine(plan)
    from mlbench.models.keras_fit.on_tensorflow import TensorFlowEngine  # noqa: PLC0415 - slow

    return TensorFlowEngine(plan)
