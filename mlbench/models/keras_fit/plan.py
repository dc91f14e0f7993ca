"""What is fitted: the shape of a network and how it learns, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
#: An embedding a categorical column, then kernel and bias of every dense layer.
Weights = tuple[list[Array], list[tuple[Array, Array]]]

#: The widest embedding.
WIDEST = 50
#: Embeddings start in [-0.05, 0.05], as those of Keras do.
_SMALL = 0.05


@dataclass(frozen=True)
class Plan:
    """A network and how it learns.

    Parameters
    ----------
    slots : tuple of int
        Rows of the embedding of each categorical column; these columns come first.
    numbers : int
        Further columns, which are numbers.
    hidden : tuple of int
        Units of the hidden layers, each followed by a rectifier.
    outputs : int
        One a class, or 1 for a number.
    classifier : bool
        Whether outputs are logits of classes.
    epochs, batch_size, patience, seed : int
        As of :class:`~mlbench.models.mlp.MLPClassifier`.
    learning_rate : float
        Of Adam (Kingma and Ba 2015), in (0, inf).
    backend : str
        The backend of Keras.
    several : bool
        Whether a row may have several classes: logits of each by itself.
    """

    slots: tuple[int, ...]
    numbers: int
    hidden: tuple[int, ...]
    outputs: int
    classifier: bool
    epochs: int
    batch_size: int
    learning_rate: float
    patience: int
    seed: int
    backend: str
    several: bool = False

    @property
    def inputs(self) -> int:
        """Columns of the rows."""
        return len(self.slots) + self.numbers

    @property
    def widths(self) -> tuple[int, ...]:
        """Columns of each embedding, by the rule of fastai (Howard and Gugger 2020).

        >>> Plan((4, 100_000), 1, (), 1, False, 1, 1, 0.1, 1, 0, "").widths
        (3, 50)
        """
        return tuple(min(WIDEST, round(1.6 * slots**0.56)) for slots in self.slots)

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Inputs and outputs of every dense layer."""
        sizes = [sum(self.widths) + self.numbers, *self.hidden, self.outputs]
        return list(pairwise(sizes))

    def initial_weights(self) -> Weights:
        """Return weights to start from, by the seed: the same ones on every backend.

        Kernels are uniform as Glorot and Bengio (2010) have it, biases 0.
        """
        random = np.random.default_rng([self.seed, 0])
        tables = [
            random.uniform(-_SMALL, _SMALL, shape).astype(np.float32)
            for shape in zip(self.slots, self.widths, strict=True)
        ]
        layers = []
        for inputs, outputs in self.shapes:
            limit = np.sqrt(6.0 / (inputs + outputs))
            kernel = random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
            layers.append((kernel, np.zeros(outputs, np.float32)))
        return tables, layers


def flat(weights: Weights) -> list[Array]:
    """Return all arrays in the order of the layers of a network."""
    tables, layers = weights
    return [*tables, *(array for layer in layers for array in layer)]


def unflat(arrays: list[Array], plan: Plan) -> Weights:
    """Return what :func:`flat` was given."""
    number = len(plan.slots)
    rest = arrays[number:]
    return arrays[:number], list(zip(rest[::2], rest[1::2], strict=True))
