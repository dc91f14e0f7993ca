"""Batches through a network on TensorFlow: many of them in one compiled call."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np
import tensorflow as tf

from mlbench.models.keras_fit.plan import Array, Plan
from mlbench.models.keras_fit.rows import Chunk, Rows

#: Chunks that are prepared ahead.
_AHEAD = 2


class TensorFlowEngine:
    """Runs batches in a loop that TensorFlow has compiled.

    Calling a training step from Python takes longer than the step of a small network.

    Parameters
    ----------
    network : keras.Model
        Compiled, with an optimiser that is built.
    plan : Plan
        What it was made from.
    """

    def __init__(self, network: Any, plan: Plan) -> None:
        self.network = network
        self.batch_size = plan.batch_size
        self._kinds = (
            tf.TensorSpec([None, plan.inputs], tf.float32),
            _targets(plan),
            tf.TensorSpec([None], tf.float32),
            tf.TensorSpec([None], tf.int32),
        )
        self._run = tf.function(self._loop, input_signature=self._kinds, autograph=False)

    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""
        losses, weights, self._learned = self._run(*map(tf.convert_to_tensor, chunk))
        return float(losses), float(weights)

    def weights(self) -> list[Array]:
        """Return what the last run has learned: one array is read, and parted."""
        ends = np.cumsum([prod(variable.shape) for variable in self.network.weights])
        parts = np.split(self._learned.numpy(), ends[:-1])
        shapes = (variable.shape for variable in self.network.weights)
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def chunks(self, rows: Rows, epoch: int) -> Iterator[Chunk]:
        """Yield the chunks of an epoch as tensors; streamed ones are prepared ahead."""
        if rows.streamed:
            yield from self._ahead(rows.chunks(epoch))
            return
        for *arrays, order in rows.chunks(epoch):
            X, y, weight = map(tf.convert_to_tensor, arrays)
            yield X, y, weight, order

    def _ahead(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Yield chunks that tf.data has prepared in a thread of its own."""
        broken: list[Exception] = []

        def every() -> Iterator[Chunk]:
            try:
                yield from chunks
            except Exception as error:
                broken.append(error)
                raise

        made = tf.data.Dataset.from_generator(every, output_signature=self._kinds)
        try:
            yield from made.prefetch(_AHEAD)
        except tf.errors.OpError as error:
            # of what went wrong TensorFlow keeps the text alone
            raise broken[0] if broken else error from None

    def device(self) -> str:
        """Return the graphics card, or the processor with its threads."""
        cards = tf.config.list_logical_devices("GPU")
        if cards:
            [card, *_] = tf.config.list_physical_devices("GPU")
            details = tf.config.experimental.get_device_details(card)
            return f"GPU {details.get('device_name', '')}".rstrip()
        return "CPU"

    def _loop(self, X: Any, y: Any, weight: Any, order: Any) -> tuple[Any, Any, Any]:
        rows = tf.size(order)
        start, nothing = tf.constant(0), tf.constant(0.0, tf.float64)

        def body(start: Any, losses: Any, weights: Any) -> tuple[Any, Any, Any]:
            taken = order[start : start + self.batch_size]
            counts = tf.gather(weight, taken)
            loss = self._step(tf.gather(X, taken), tf.gather(y, taken), counts)
            losses += tf.cast(loss, tf.float64) * tf.cast(tf.size(taken), tf.float64)
            weights += tf.cast(tf.reduce_sum(counts), tf.float64)
            return start + self.batch_size, losses, weights

        def goes_on(start: Any, losses: Any, _weights: Any) -> Any:
            return tf.logical_and(start < rows, tf.math.is_finite(losses))

        _, losses, weights = tf.while_loop(goes_on, body, (start, nothing, nothing))
        learned = [tf.reshape(variable.value, [-1]) for variable in self.network.weights]
        return losses, weights, tf.concat(learned, axis=0)

    def _step(self, X: Any, y: Any, weight: Any) -> Any:
        model = self.network
        with tf.GradientTape() as tape:
            loss = model.loss(y, model(X, training=True), sample_weight=weight)
        # of embeddings they are sparse, and would be learned from otherwise than on PyTorch
        gradients = [
            tf.convert_to_tensor(g) for g in tape.gradient(loss, model.trainable_variables)
        ]
        model.optimizer.apply(gradients, model.trainable_variables)
        return loss


def _targets(plan: Plan) -> Any:
    if plan.several:
        return tf.TensorSpec([None, plan.outputs], tf.float32)
    return tf.TensorSpec([None], tf.int32 if plan.classifier else tf.float32)
