"""Which rows of a stored table a model may learn from: none that is held out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.splits.key import key_of
from mlbench.data.splits.split import GROUPED, IN_TIME, Split

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

_Ids = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Kept:
    """The rows of a stored table that are on the training side of its dataset's split.

    The dataset splits the sample that it holds. All other rows of the table are parted here
    as the sample was: a group of a test row, a time after the training rows, or a part that
    is not for training are kept out as a whole.

    Parameters
    ----------
    without : array of int64
        Row ids that are left out in any case, in rising order.
    split : Split
        How the sample was split.
    target : str
        The column predicted.
    last : Any
        The last training row id, or the latest key; None unless the split is in time.
    keys : frozenset
        Groups that are left out, or parts that are learned from.
    """

    without: _Ids
    split: Split
    target: str
    last: Any = None
    keys: frozenset[Any] = frozenset()

    @classmethod
    def of(cls, dataset: Dataset, watched: _Ids) -> Kept:
        """Return the rows to learn from; `watched` are left out like the test rows."""
        ids = dataset.frame.index.to_numpy()
        train, test = dataset.train_rows, dataset.test_rows
        without = np.union1d(ids[test], watched)
        kept = cls(without, dataset.split, str(dataset.target))
        key, kind = dataset.split_key, dataset.split.kind
        if kind in IN_TIME:
            last = ids[train].max() if key is None else key.iloc[train].max()
            return cls(without, dataset.split, kept.target, last=last)
        if key is None:
            return kept
        side = test if kind in GROUPED else train
        keys = frozenset(key.iloc[side].unique().tolist())
        return cls(without, dataset.split, kept.target, keys=keys)

    @property
    def columns(self) -> list[str]:
        """The columns that are looked at."""
        return [self.split.by] if self.split.by else []

    def __call__(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return those rows of a frame, whose index holds row ids, that may be learned from."""
        key = key_of(self.split, frame, self.target)
        if self.split.kind in IN_TIME:
            moments = frame.index if key is None else key
            return frame.loc[np.asarray(moments <= self.last)]
        if key is None:
            return frame
        kept = key.isin(self.keys).to_numpy() ^ (self.split.kind in GROUPED)
        return frame.loc[kept]
