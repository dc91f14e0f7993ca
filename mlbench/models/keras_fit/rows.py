"""The rows that a network learns from, handed over in chunks that fit memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from mlbench.models.keras_fit.plan import Array

#: Share of the training rows that early stopping watches.
VALIDATION_SHARE = 0.1
#: With fewer training rows than this the training loss itself is watched.
VALIDATION_FROM = 100

#: Rows, targets, weights, and the order in which to take them.
Chunk = tuple[Any, Any, Any, npt.NDArray[np.int32]]
#: Rows, targets and weights that are watched and never learned from.
Watched = tuple[Array, npt.NDArray[Any], Array]


class Rows(Protocol):
    """Where rows come from; it can be pickled, for a fit in another process.

    Attributes
    ----------
    count : int
        How many rows an epoch learns from.
    streamed : bool
        Whether a chunk is worth preparing while the one before is learned.
    validation : Watched or None
        The rows that are watched.
    """

    @property
    def count(self) -> int: ...  # noqa: D102 - see above

    @property
    def streamed(self) -> bool: ...  # noqa: D102 - the same

    @property
    def validation(self) -> Watched | None: ...  # noqa: D102 - the same

    def chunks(self, epoch: int) -> Iterator[Chunk]:
        """Yield every training row once, in an order by seed and epoch."""


@dataclass(frozen=True)
class ArrayRows:
    """Rows in memory.

    Parameters
    ----------
    X : float32 array of shape (rows, columns)
        The training rows.
    y : int32 or float32 array of shape (rows,) or (rows, labels)
        Their labels or numbers, or which of several labels they have.
    weight : float32 array of shape (rows,)
        How much each counts.
    validation : Watched or None
        Rows that are watched.
    seed : int
        Seed of the order.
    """

    X: Array
    y: npt.NDArray[Any]
    weight: Array
    validation: Watched | None
    seed: int
    streamed: bool = False

    @classmethod
    def parted(cls, X: Array, y: npt.NDArray[Any], weight: Array, seed: int) -> ArrayRows:
        """Part rows into those to learn from and those to watch, where there are enough."""
        if len(X) < VALIDATION_FROM:
            return cls(X, y, weight, None, seed)
        order = np.random.default_rng([seed, 2]).permutation(len(X))
        number = round(len(X) * VALIDATION_SHARE)
        kept, watched = np.sort(order[number:]), np.sort(order[:number])
        validation = X[watched], y[watched], weight[watched]
        return cls(X[kept], y[kept], weight[kept], validation, seed)

    @property
    def count(self) -> int:
        """How many rows an epoch learns from."""
        return len(self.X)

    def chunks(self, epoch: int) -> Iterator[Chunk]:
        """Yield all rows at once."""
        yield self.X, self.y, self.weight, shuffled(len(self.X), self.seed, epoch)


def shuffled(rows: int, *seeds: int) -> npt.NDArray[np.int32]:
    """Return the numbers of rows in an order by these seeds."""
    return np.random.default_rng([1, *seeds]).permutation(rows).astype(np.int32)
