"""Batches through a network on TensorFlow: many of them in one compiled call."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

import numpy as np
import tensorflow as tf

from mlbench.models.keras_fit.engine import BETAS, EPSILON, Engine
from mlbench.models.keras_fit.plan import Array, Plan
from mlbench.models.keras_fit.rows import Chunk, Rows

#: Chunks that are prepared ahead.
_AHEAD = 2
#: Rows times weights of a step that is worth the whole of what a processor can do.
_LARGE = 4_000_000


class TensorFlowEngine(Engine):
    """Runs batches in a loop that TensorFlow has compiled.

    Calling a training step from Python takes longer than the step of a small network.

    Parameters
    ----------
    plan : Plan
        Says the network.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._learned, self._mean, self._square = (
            tf.Variable(np.zeros(sum(self.sizes), np.float32)) for _ in range(3)
        )
        self._steps = 0
        self._kinds = (
            tf.TensorSpec([None, plan.inputs], tf.float32),
            _targets(plan),
            tf.TensorSpec([None], tf.float32),
            tf.TensorSpec([None], tf.int32),
        )
        number = tf.TensorSpec([], tf.float32)
        signature = (*self._kinds, number, number)
        self._run = tf.function(self._loop, input_signature=signature, autograph=False)
        self._is_small = _is_small(plan, sum(self.sizes))
        self._executor = "SINGLE_THREADED_EXECUTOR" if self._is_small else ""

    def _restart(self, learned: Array) -> None:
        self._steps = 0
        self._learned.assign(learned)
        for moment in (self._mean, self._square):
            moment.assign(np.zeros(moment.shape, np.float32))

    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""
        with tf.experimental.function_executor_type(self._executor):
            losses, weights = self._run(*map(tf.convert_to_tensor, chunk), self._steps, self.rate)
        self._steps += ceil(len(chunk[-1]) / self.batch_size)
        return float(losses), float(weights)

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

    def _loop(
        self, X: Any, y: Any, weight: Any, order: Any, steps: Any, rate: Any
    ) -> tuple[Any, Any]:
        rows = tf.size(order)
        start, nothing = tf.constant(0), tf.constant(0.0, tf.float64)

        def body(start: Any, step: Any, losses: Any, weights: Any) -> tuple[Any, ...]:
            taken = order[start : start + self.batch_size]
            counts = tf.gather(weight, taken)
            loss = self._step(tf.gather(X, taken), tf.gather(y, taken), counts, step, rate)
            losses += tf.cast(loss, tf.float64) * tf.cast(tf.size(taken), tf.float64)
            weights += tf.cast(tf.reduce_sum(counts), tf.float64)
            return start + self.batch_size, step + 1, losses, weights

        def goes_on(start: Any, _step: Any, losses: Any, _weights: Any) -> Any:
            return tf.logical_and(start < rows, tf.math.is_finite(losses))

        begin = (start, steps + 1, nothing, nothing)
        # a step must not read what the one before it has not written yet
        _, _, losses, weights = tf.while_loop(goes_on, body, begin, parallel_iterations=1)
        return losses, weights

    def _step(self, X: Any, y: Any, weight: Any, step: Any, rate: Any) -> Any:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            learned = tf.convert_to_tensor(self._learned)
            tape.watch(learned)
            losses = self.losses(tf.split(learned, self.sizes), X, y)
            loss = tf.reduce_mean(weight * losses)
        self._adam(tape.gradient(loss, learned), step, rate)
        return loss

    def _adam(self, gradient: Any, step: Any, rate: Any) -> None:
        first, second = BETAS
        if not self._is_small:
            tf.raw_ops.ResourceApplyAdam(
                var=self._learned.handle,
                m=self._mean.handle,
                v=self._square.handle,
                beta1_power=tf.pow(first, step),
                beta2_power=tf.pow(second, step),
                lr=rate,
                beta1=first,
                beta2=second,
                epsilon=EPSILON,
                grad=gradient,
            )
            return
        # the same; the one operation for it wakes the threads, which takes longer than its work
        rate *= tf.sqrt(1 - tf.pow(second, step)) / (1 - tf.pow(first, step))
        mean = self._mean.assign_add((gradient - self._mean) * (1 - first))
        square = self._square.assign_add((tf.square(gradient) - self._square) * (1 - second))
        self._learned.assign_sub(mean * rate / (tf.sqrt(square) + EPSILON))

    def _read(self) -> Array:
        return np.array(self._learned.numpy())


def _is_small(plan: Plan, weights: int) -> bool:
    """Say whether handing out a step takes longer than computing it.

    One thread then takes its operations one after another. It does without those that are
    rewritten for the processor, too: to look for them takes longer than a short fit.
    """
    return plan.batch_size * weights < _LARGE and not tf.config.list_physical_devices("GPU")


def _targets(plan: Plan) -> Any:
    if plan.several:
        return tf.TensorSpec([None, plan.outputs], tf.float32)
    return tf.TensorSpec([None], tf.int32 if plan.classifier else tf.float32)
