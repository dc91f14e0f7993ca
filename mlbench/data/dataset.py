"""The dataset: data with its target, task, split and fingerprint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.facts import facts_html, facts_text
from mlbench.data.kinds import ColumnKind
from mlbench.data.label_sets import label_names
from mlbench.data.remarks import Remark
from mlbench.data.scan.cluster import to_dask
from mlbench.data.schema import DeclaredSchema
from mlbench.data.splits.split import Split
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, listing
from mlbench.vocabulary import DataKind, Task

__all__ = ["ColumnKind", "Dataset", "Split"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Data with its target, task, split and fingerprint.

    Attributes
    ----------
    name : str
        A short name, for titles.
    source : str
        Where it comes from, as it was asked for.
    frame : pandas.DataFrame
        Every row, features and target; the index holds the row ids, from 0.
    target : str or None
        The column to predict.
    task : Task or None
        What is predicted; None without a target.
    split : Split
        How the test rows were chosen.
    train_rows, test_rows : numpy.ndarray of int64
        Row ids, in rising order; rows in the gap of a split by time are in neither.
    kinds : mapping of str to ColumnKind
        What kind of values each feature holds, in the order of the features.
    fingerprint : str
        SHA-256 over names, types and values as they were read, whatever file they came from.
    schema_fingerprint : str
        SHA-256 over names and types alone.
    notes : tuple of str
        What was inferred, repaired, counted or set aside, as sentences.
    remarks : tuple of Remark
        The same, by topic and column.
    left_out : mapping of str to str
        Columns of the source that are not among the features, and why.
    kind : DataKind
        What the rows are about.
    roles : mapping of str to str
        Role -> column, for data that is more than a table; see
        :class:`~mlbench.data.raw.RawTable`.
    stored : StoredTable or None
        All rows on disk, where `frame` is a sample of them.
    split_key : pandas.Series or None
        The column that the split goes by, one value a row of `frame`.
    schema : DeclaredSchema or None
        Which values are possible, as a file declares it.
    row_ids : numpy.ndarray of int64 or None
        The row of `stored` that each row of such a `frame` is.
    folder : Path or None
        What the paths of images and sounds in `frame` are relative to.
    weight : pandas.Series or None
        How much each row of `frame` counts, in [0, inf); None where all count the same.

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> iris = load("sklearn:iris", "target")
    >>> iris.rows, str(iris.task), iris.classes
    (150, 'multiclass', ['setosa', 'versicolor', 'virginica'])
    >>> iris.X_train.shape, iris.y_test.shape
    ((112, 4), (38,))
    """

    name: str
    source: str
    frame: pd.DataFrame
    target: str | None
    task: Task | None
    split: Split
    train_rows: npt.NDArray[np.int64]
    test_rows: npt.NDArray[np.int64]
    kinds: Mapping[str, ColumnKind]
    fingerprint: str
    schema_fingerprint: str = ""
    notes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    kind: DataKind = DataKind.TABULAR
    roles: Mapping[str, str] = field(default_factory=dict)
    stored: StoredTable | None = None
    split_key: pd.Series | None = None
    schema: DeclaredSchema | None = None
    row_ids: npt.NDArray[np.int64] | None = None
    folder: Path | None = None
    weight: pd.Series | None = None

    @property
    def rows(self) -> int:
        """The number of rows held."""
        return len(self.frame)

    @property
    def all_rows(self) -> int:
        """The number of rows held, or stored where a sample of them is held."""
        return self.stored.rows if self.stored else len(self.frame)

    @property
    def whole(self) -> pd.DataFrame | StoredTable:
        """What holds all rows: the table on disk, where a sample of it is held."""
        return self.stored if self.stored and self.all_rows > self.rows else self.frame

    def to_dask(self, columns: Sequence[str] | None = None) -> Any:
        """Return all rows, on disk or in memory, as a Dask DataFrame.

        Parameters
        ----------
        columns : sequence of str, optional
            The columns; all where left out.

        Raises
        ------
        RefusedInput
            Dask is not installed: it comes with ``mlbench[dask]``.
        """
        return to_dask(self.whole, columns)

    @property
    def features(self) -> list[str]:
        """The names of the columns to predict from."""
        return list(self.kinds)

    @property
    def X_train(self) -> pd.DataFrame:  # noqa: N802 - what the field calls it
        """The features of the training rows; the index holds the row ids."""
        return self.frame[self.features].iloc[self.train_rows]

    @property
    def X_test(self) -> pd.DataFrame:  # noqa: N802 - what the field calls it
        """The features of the test rows."""
        return self.frame[self.features].iloc[self.test_rows]

    @property
    def y(self) -> pd.Series:
        """The target of all rows.

        Raises
        ------
        DataError
            The dataset has no target.
        """
        if self.target is None:
            raise DataError(
                f"The dataset '{self.name}' must have a target for this. It has none.",
                next_step="Name the column to predict, as mlbench.load(source, target).",
                code="TARGET_UNKNOWN",
            )
        return self.frame[self.target]

    @property
    def y_train(self) -> pd.Series:
        """The target of the training rows."""
        return self.y.iloc[self.train_rows]

    @property
    def y_test(self) -> pd.Series:
        """The target of the test rows."""
        return self.y.iloc[self.test_rows]

    @property
    def train_weight(self) -> npt.NDArray[np.float64] | None:
        """The weights of the training rows, with mean 1; None where all count the same."""
        return self._weights(self.train_rows)

    @property
    def test_weight(self) -> npt.NDArray[np.float64] | None:
        """The weights of the test rows, with mean 1; None where all count the same."""
        return self._weights(self.test_rows)

    def _weights(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64] | None:
        if self.weight is None:
            return None
        weights = self.weight.to_numpy()[rows]
        return np.asarray(weights / weights.mean())

    def split_frame(self) -> pd.DataFrame:
        """Return the split as a table: ``row``, a row id, and its ``part``.

        The part is ``train``, ``test``, or ``set aside`` for rows in the gap of a split by
        time. Steps keep this table as the artifact ``split``.
        """
        part = np.full(self.rows, "set aside", dtype=object)
        part[self.train_rows], part[self.test_rows] = "train", "test"
        return pd.DataFrame({"row": np.arange(self.rows), "part": pd.Categorical(part)})

    @cached_property
    def classes(self) -> list[Any] | None:
        """The labels, sorted; None for regression and without a target.

        Of sets of labels every label that is in one of them.
        """
        if self.task is None or not self.task.is_classification:
            return None
        if self.task is Task.MULTILABEL:
            return label_names(self.y)
        return sorted(self.y.unique().tolist())

    @property
    def positive(self) -> Any:
        """The label that a binary task is about: the last one; None for other tasks."""
        return self.classes[-1] if self.classes and self.task is Task.BINARY else None

    def _facts(self) -> dict[str, str]:
        counts = Counter(str(kind) for kind in self.kinds.values())
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())
        facts = {
            "source": self.source,
            "rows": f"{self._held()}: {len(self.train_rows):,} to train on, "
            f"{len(self.test_rows):,} held out ({self.split})",
            "features": f"{len(self.kinds):,}: {kinds}",
        }
        if self.kind is not DataKind.TABULAR:
            cast = [f"{role} {column}" for role, column in self.roles.items() if role != column]
            facts["kind of data"] = ": ".join(filter(None, [str(self.kind), ", ".join(cast)]))
        if self.target is not None:
            facts["target"] = f"{self.target} ({self.task})"
        if self.weight is not None:
            facts["weight"] = str(self.weight.name)
        if self.classes:
            what = "labels" if self.task is Task.MULTILABEL else "classes"
            facts[what] = f"{len(self.classes):,}: {listing(self.classes)}"
        return {**facts, "fingerprint": self.fingerprint[:16]}

    def _held(self) -> str:
        of = f" held of {self.all_rows:,}" if self.all_rows > self.rows else ""
        return f"{self.rows:,}{of}"

    def __repr__(self) -> str:
        return facts_text(f"Dataset '{self.name}'", self._facts(), self.notes)

    def _repr_html_(self) -> str:
        return facts_html(f"Dataset '{self.name}'", self._facts(), self.notes)
