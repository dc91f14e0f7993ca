"""Batches through a network on PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from mlbench.models import network
from mlbench.models.keras_fit.engine import BETAS, EPSILON, Engine
from mlbench.models.keras_fit.plan import Array, Plan
from mlbench.models.keras_fit.rows import Chunk, Rows


class TorchEngine(Engine):
    """Runs batches one by one, as PyTorch does.

    Parameters
    ----------
    plan : Plan
        Says the network.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        keras = network.keras()
        self._learned = keras.Variable(np.zeros(sum(self.sizes), np.float32), dtype="float32")
        self._place = self._learned.value.device
        self._optimizer = keras.optimizers.Adam(plan.learning_rate, *BETAS, EPSILON)
        self._optimizer.build([self._learned])

    def _restart(self, learned: Array) -> None:
        for variable in self._optimizer.variables:
            if variable is not self._optimizer.learning_rate:
                variable.assign(np.zeros(variable.shape, variable.dtype))
        self._learned.assign(learned)

    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""
        X, y, weight, order = map(self._placed, chunk)
        self._optimizer.learning_rate = self.rate
        losses = weights = torch.zeros((), dtype=torch.float64, device=self._place)
        for taken in torch.split(order.long(), self.batch_size):
            counts = weight[taken]
            losses = losses + self._step(X[taken], y[taken], counts).double() * len(taken)
            weights = weights + counts.double().sum()
        return float(losses), float(weights)

    def chunks(self, rows: Rows, epoch: int) -> Iterator[Chunk]:
        """Yield the chunks of an epoch on the device of the network."""
        for *arrays, order in rows.chunks(epoch):
            X, y, weight = map(self._placed, arrays)
            yield X, y, weight, order

    def device(self) -> str:
        """Return the graphics card, or the processor."""
        if self._place.type == "cuda":
            return f"GPU {torch.cuda.get_device_name(self._place)}"
        return str(self._place.type).upper()

    def _placed(self, array: Any) -> Any:
        return torch.as_tensor(array).to(self._place)

    def _step(self, X: Any, y: Any, weight: Any) -> Any:
        learned = self._learned.value
        learned.grad = None
        loss = (weight * self.losses(torch.split(learned, self.sizes), X, y)).mean()
        loss.backward()
        with torch.no_grad():
            self._optimizer.apply([learned.grad], [self._learned])
        return loss.detach()

    def _read(self) -> Array:
        return np.array(self._learned.value.detach().cpu())
