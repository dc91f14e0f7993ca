"""What a recipe needs to know of a dataset: which columns get which preparation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mlbench.data.kinds import FILES, ColumnKind
from mlbench.errors import RefusedInput
from mlbench.vocabulary import DataKind

if TYPE_CHECKING:
    from mlbench.data.dataset import Dataset

#: Up to so many categories a column is spread over indicator columns.
FEW_CATEGORIES = 40
#: Histogram boosting takes categories as they are up to this many of them.
NATIVE_CATEGORIES = 254


@dataclass(frozen=True)
class Layout:
    """Columns by the preparation they need, seen on the training rows.

    Attributes
    ----------
    kinds : dict of str to str
        Every feature that a model can learn from, in order, with its kind; columns that
        are empty in the training rows are left out.
    numeric, boolean, datetime, text : tuple of str
        Columns of these kinds.
    categories : dict of str to int
        Categorical columns with the number of categories in the training rows.
    rows : int
        Training rows.
    label_sets : bool
        Whether the target is a set of labels, which has no mean to encode categories by.
    """

    kinds: dict[str, str]
    numeric: tuple[str, ...]
    boolean: tuple[str, ...]
    datetime: tuple[str, ...]
    text: tuple[str, ...]
    categories: dict[str, int]
    rows: int
    label_sets: bool = False

    @classmethod
    def of(cls, dataset: Dataset) -> Layout:
        """Read the layout off the training rows of a dataset.

        Raises
        ------
        RefusedInput
            No feature has a value in the training rows, or the data are images or sounds.
        """
        _refuse_files(dataset)
        found = cls.of_frame(dataset.X_train, dataset.kinds)
        if not found.kinds:
            raise RefusedInput(
                f"The dataset '{dataset.name}' must have a feature with values. It has none.",
                next_step="Add feature columns, or look at mlbench.overview(dataset).",
            )
        return found

    @classmethod
    def of_frame(cls, train: pd.DataFrame, known: Mapping[str, str]) -> Layout:
        """Read the layout off rows to train on, the kinds of their columns being known."""
        has_values = np.asarray(train.notna().to_numpy().any(axis=0))
        filled = set(train.columns[has_values])
        kinds = {
            name: str(kind)
            for name, kind in known.items()
            if name in filled and kind != ColumnKind.EMPTY and kind not in FILES
        }
        of_kind = {kind: _of_kind(kinds, kind) for kind in ColumnKind}
        categories = {n: int(train[n].nunique()) for n in of_kind[ColumnKind.CATEGORICAL]}
        return cls(
            kinds=kinds,
            numeric=of_kind[ColumnKind.NUMERIC],
            boolean=of_kind[ColumnKind.BOOLEAN],
            datetime=of_kind[ColumnKind.DATETIME],
            text=of_kind[ColumnKind.TEXT],
            categories=categories,
            rows=len(train),
        )

    def up_to(self, limit: int) -> tuple[str, ...]:
        """Return the categorical columns of at most `limit` categories."""
        return tuple(name for name, count in self.categories.items() if count <= limit)

    def beyond(self, limit: int) -> tuple[str, ...]:
        """Return the categorical columns of more than `limit` categories."""
        return tuple(name for name, count in self.categories.items() if count > limit)

    def indicator_columns(self) -> int:
        """Return how many columns one-hot encoding of the small categories makes."""
        return sum(self.categories[name] for name in self.up_to(FEW_CATEGORIES))


def _refuse_files(dataset: Dataset) -> None:
    if dataset.kind in (DataKind.IMAGES, DataKind.AUDIO):
        raise RefusedInput(
            f"The recipes learn from columns of numbers, categories, times and texts. The dataset "
            f"'{dataset.name}' is of the kind '{dataset.kind}', and what there is to learn is in "
            "its files.",
            next_step="Learn from the files in a notebook of your own, or save figures about "
            "them as a table and use that.",
        )


def _of_kind(kinds: dict[str, str], kind: ColumnKind) -> tuple[str, ...]:
    return tuple(name for name in kinds if kinds[name] == kind)
