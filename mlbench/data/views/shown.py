"""What views are made of: pictures, and small tables with a title."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.label_sets import indicators, label_counts
from mlbench.errors import shorten
from mlbench.html_tables import text_left
from mlbench.pictures import Picture
from mlbench.statements import number_text
from mlbench.vocabulary import Task

#: A table shows so many rows; the others are counted.
ROWS = 12

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Table:
    """A small table with a title.

    Parameters
    ----------
    title : str
        What it shows, as one sentence.
    rows : pandas.DataFrame
        Without an index of its own.
    """

    title: str
    rows: pd.DataFrame

    def frame(self) -> pd.DataFrame:
        """Return all rows."""
        return self.rows

    def _shown(self) -> pd.DataFrame:
        part = self.rows.head(ROWS)
        cells = {str(name): [_cell(value) for value in part[name]] for name in part}
        return pd.DataFrame(cells, dtype="str")

    def _rest(self) -> str:
        rest = len(self.rows) - ROWS
        return f"and {rest:,} more rows; frame() has all of them" if rest > 0 else ""

    def __repr__(self) -> str:
        lines = [self.title, self._shown().to_string(index=False), self._rest()]
        return "\n".join(filter(None, lines))

    def _repr_html_(self) -> str:
        table = text_left(self._shown().to_html(index=False, border=0))
        rest = f"<p>{self._rest()}</p>" if self._rest() else ""
        return f"<div><p><strong>{html.escape(self.title)}</strong></p>{table}{rest}</div>"


def _cell(value: Any) -> str:
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return number_text(value.item() if isinstance(value, np.generic) else value)
    return shorten(str(value), 80)


Shown = Picture | Table
#: Looks at a dataset and yields what there is to see of one thing.
Viewer = Callable[[Dataset], Iterator[Shown]]


def sampled(ids: Ids, limit: int, seed: int = 0) -> Ids:
    """Return at most `limit` of the rows, a seeded choice, in their order.

    >>> sampled(np.arange(5), 9).tolist()
    [0, 1, 2, 3, 4]
    """
    if len(ids) <= limit:
        return ids
    return np.sort(np.random.default_rng(seed).choice(ids, limit, replace=False))


def by_class(dataset: Dataset, limit: int) -> list[tuple[str, Ids]]:
    """Return the rows of each class, of the most frequent ones where there are more.

    Returns
    -------
    list of (str, numpy.ndarray of int64)
        The label and the row ids, labels in their order; one entry without a label where
        there are no classes.
    """
    classes = dataset.classes
    if classes is None:
        return [("", np.arange(dataset.rows))]
    if dataset.task is Task.MULTILABEL:
        frequent = sorted(label for label, _ in label_counts(dataset.y).most_common(limit))
        members = indicators(dataset.y, frequent)
        return [(name, np.flatnonzero(members[:, k])) for k, name in enumerate(frequent)]
    most = set(dataset.y.value_counts().index[:limit])
    values = dataset.y.to_numpy()
    return [(str(c), np.flatnonzero(values == c)) for c in classes if c in most]


def of_how_many(shown: int, all_of_them: int, what: str) -> str:
    """Return how much of something is shown.

    >>> of_how_many(3, 3, "classes"), of_how_many(3, 9, "classes")
    ('3 classes', '3 of 9 classes')
    """
    return f"{shown:,} {what}" if shown == all_of_them else f"{shown:,} of {all_of_them:,} {what}"
