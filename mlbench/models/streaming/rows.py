"""The rows of a stored table for the fit of a network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlbench.models.keras_fit.rows import Chunk, Watched
from mlbench.models.streaming.blocks import Blocks


@dataclass(frozen=True)
class StoredRows:
    """Rows that are read again in each epoch.

    Parameters
    ----------
    blocks : Blocks
        What is learned from.
    model : MLPClassifier or MLPRegressor
        The network that learns; it knows how its targets are encoded.
    validation : Watched
        The rows that are watched.
    """

    blocks: Blocks
    model: Any
    validation: Watched | None
    streamed: bool = True

    @property
    def count(self) -> int:
        """How many rows an epoch learns from; none held out beyond the sample is known of."""
        return self.blocks.stored.rows - len(self.blocks.kept.without)

    def chunks(self, epoch: int) -> Iterator[Chunk]:
        """Yield every training row once, in an order by seed and epoch."""
        for X, y, weight in self.blocks.chunks(epoch):
            rows = np.ascontiguousarray(X, dtype=np.float32)
            order = np.arange(len(y), dtype=np.int32)
            yield rows, self.model.encoded(y), weight.astype(np.float32), order
