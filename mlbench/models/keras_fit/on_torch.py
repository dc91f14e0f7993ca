"""Batches through a network on PyTorch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from mlbench.models.keras_fit.plan import Array, Plan
from mlbench.models.keras_fit.rows import Chunk, Rows


class TorchEngine:
    """Runs batches one by one, as PyTorch does.

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
        self._place = network.trainable_variables[0].value.device

    def run(self, chunk: Chunk) -> tuple[float, float]:
        """Take one step of the optimiser a batch; return the sums of losses and of weights."""
        X, y, weight, order = map(self._placed, chunk)
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

    def weights(self) -> list[Array]:
        """Return what the network has learned, as arrays that no later step changes."""
        return [array.copy() for array in self.network.get_weights()]

    def device(self) -> str:
        """Return the graphics card, or the processor."""
        if self._place.type == "cuda":
            return f"GPU {torch.cuda.get_device_name(self._place)}"
        return str(self._place.type).upper()

    def _placed(self, array: Any) -> Any:
        return torch.as_tensor(array).to(self._place)

    def _step(self, X: Any, y: Any, weight: Any) -> Any:
        model = self.network
        model.zero_grad()
        loss = model.loss(y, model(X, training=True), sample_weight=weight)
        loss.backward()
        variables = model.trainable_weights
        gradients = [variable.value.grad for variable in variables]
        with torch.no_grad():
            model.optimizer.apply(gradients, variables)
        return loss.detach()
