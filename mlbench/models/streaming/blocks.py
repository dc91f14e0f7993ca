"""The training rows of a stored table, prepared and mixed, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.scan.batches import frames
from mlbench.data.scan.layout import open_part
from mlbench.data.stored import StoredTable
from mlbench.data.weights import check_weights
from mlbench.errors import DataError, listing
from mlbench.models.streaming.kept import Kept
from mlbench.models.target import target_array
from mlbench.vocabulary import Task

#: Values that are read at once, and values of a chunk.
_READ, _CHUNK = 1_000_000, 4_000_000
#: Rows of a chunk, at least and at most.
_FEWEST, _MOST = 1024, 131_072
#: Parts that are read side by side, so that a chunk has rows of each.
_SIDE_BY_SIDE = 4

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Blocks:
    """Training rows, as the last step of a pipeline takes them.

    Parameters
    ----------
    stored : StoredTable
        All rows.
    kept : Kept
        Which of them are learned from.
    features : tuple of str
        The columns to learn from.
    task : Task
        What is predicted.
    classes : array or None
        The labels that may occur.
    prepare : estimator
        What makes columns of numbers of a frame; fitted.
    width : int
        How many.
    seed : int
        Seed of the order.
    weight : str or None
        The column that says how much each row counts; all the same without.
    unit : float
        The weight that counts as 1.
    """

    stored: StoredTable
    kept: Kept
    features: tuple[str, ...]
    task: Task
    classes: Array | None
    prepare: Any
    width: int
    seed: int
    weight: str | None = None
    unit: float = 1.0

    def chunks(self, epoch: int) -> Iterator[tuple[Array, Array, Array]]:
        """Yield every training row once: prepared rows, targets, weights, in mixed order.

        Parts are taken in an order by seed and epoch, several side by side, and the rows of
        a chunk are mixed.
        """
        random = np.random.default_rng([3, self.seed, epoch])
        rows: list[Array] = []
        targets: list[Array] = []
        counts: list[Array] = []
        most = max(_FEWEST, min(_MOST, _CHUNK // max(1, self.width)))
        for frame in self._frames(random):
            prepared = self.prepare.transform(frame[list(self.features)])
            rows.append(prepared.toarray() if hasattr(prepared, "toarray") else prepared)
            targets.append(self._targets(frame[self.kept.target]))
            counts.append(self._counts(frame))
            if sum(map(len, targets)) >= most:
                yield _mixed(random, rows, targets, counts)
                rows, targets, counts = [], [], []
        if targets:
            yield _mixed(random, rows, targets, counts)

    def _frames(self, random: np.random.Generator) -> Iterator[pd.DataFrame]:
        others = [self.kept.target, *self.kept.columns, *([self.weight] if self.weight else [])]
        columns = list(dict.fromkeys([*self.features, *others]))
        size = max(_FEWEST, min(_MOST // 4, _READ // max(len(columns), self.width)))
        ends = np.cumsum([open_part(self.stored, n).metadata.num_rows for n in self._places()])
        waiting = [
            self._part(place, int(begins), columns, size)
            for place, begins in enumerate([0, *ends[:-1]])
        ]
        waiting = [waiting[place] for place in random.permutation(len(waiting))]
        opened: list[Iterator[pd.DataFrame]] = []
        while waiting or opened:
            while waiting and len(opened) < _SIDE_BY_SIDE:
                opened.append(waiting.pop())
            for part in list(opened):
                frame = next(part, None)
                if frame is None:
                    opened.remove(part)
                elif len(frame):
                    yield frame

    def _places(self) -> range:
        return range(len(self.stored.parts))

    def _part(
        self, place: int, begins: int, columns: list[str], size: int
    ) -> Iterator[pd.DataFrame]:
        alone = replace(self.stored, parts=(self.stored.parts[place],))
        without = self.kept.without - begins
        for frame in frames(alone, columns, rows=size, without=without[without >= 0]):
            yield self.kept(frame.set_index(frame.index + begins))

    def _counts(self, frame: pd.DataFrame) -> Array:
        if self.weight is None:
            return np.ones(len(frame))
        return check_weights(frame[self.weight]) / self.unit

    def _targets(self, column: pd.Series) -> Array:
        unusable = column.isna()
        if unusable.any():
            first = column.index.to_numpy()[unusable.to_numpy().argmax()]
            raise DataError(
                f"The target '{column.name}' must have a finite value in each row. Got a missing "
                f"or infinite one in row {first + 1:,}.",
                next_step="Leave these rows out of the data, or choose another target.",
                code="TARGET_MISSING",
            )
        values = target_array(column, self.task)
        if self.classes is None or np.isin(values, self.classes).all():
            return values
        new = np.setdiff1d(values, self.classes)
        raise DataError(
            f"The target '{column.name}' must have one of {len(self.classes):,} labels. "
            f"Got {listing(new)} in rows beyond the sample.",
            next_step="Raise the setting 'data_memory', so that the sample has all labels.",
            code="TARGET_LABEL",
        )


def _mixed(
    random: np.random.Generator, rows: list[Array], targets: list[Array], counts: list[Array]
) -> tuple[Array, Array, Array]:
    X, y, weight = (np.concatenate(each) for each in (rows, targets, counts))
    order = random.permutation(len(y))
    return X[order], y[order], weight[order]
