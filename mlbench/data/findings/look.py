"""What the functions that find something look at, and how they speak of many columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.errors import listing, shorten
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: So many columns get a finding each; the others share one.
EACH = 8
#: Of more rows than this, a sample of so many is looked at.
SAMPLE = 200_000


@dataclass(frozen=True, eq=False)
class Look:
    """A dataset, and what was computed of it once for all findings.

    Parameters
    ----------
    dataset : Dataset
        The dataset.
    columns : pandas.DataFrame
        One row a column, as :func:`mlbench.data.describe.describe` makes it.
    """

    dataset: Dataset
    columns: pd.DataFrame

    @property
    def features(self) -> pd.DataFrame:
        """The rows of `columns` that are about features."""
        return self.columns[self.columns["role"] == "feature"]

    @cached_property
    def rows(self) -> npt.NDArray[np.int64]:
        """The ids of the rows that numbers are looked at in: all, or a seeded sample."""
        count = self.dataset.rows
        if count <= SAMPLE:
            return np.arange(count)
        return np.sort(np.random.default_rng(0).choice(count, SAMPLE, replace=False))

    @property
    def of_how_many(self) -> str:
        """What to say of figures that come from a sample; empty where they come from all rows."""
        rows = self.dataset.rows
        return f" (in a sample of {SAMPLE:,} of {rows:,} rows)" if rows > SAMPLE else ""

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numeric features in these rows, as floats; the index holds row ids."""
        kinds = self.dataset.kinds.items()
        names = [name for name, kind in kinds if kind is ColumnKind.NUMERIC]
        return self.dataset.frame[names].iloc[self.rows].astype("float64")

    @cached_property
    def row_hashes(self) -> npt.NDArray[np.uint64]:
        """A hash of the features of each row, the same for rows that are the same."""
        frame = self.dataset.frame[self.dataset.features]
        return np.asarray(pd.util.hash_pandas_object(frame, index=False))


@dataclass(frozen=True)
class NotJudged:
    """A code that nothing can be said about for these data.

    Parameters
    ----------
    code : str
        The finding's code.
    reason : str
        Half a sentence, as ``there is no target``.
    """

    code: str
    reason: str


#: Why what speaks of one class a row has nothing to say of sets of labels.
OF_SETS = "not applicable: multilabel"

#: Looks at a dataset and yields what it found, or why it can't tell.
Finder = Callable[[Look], Iterator[Finding | NotJudged]]


def quoted(name: object) -> str:
    """Return a column's or label's name as findings show it.

    >>> quoted("age")
    "'age'"
    """
    return f"'{shorten(str(name), 60)}'"


def bounded(findings: Sequence[Finding], limit: int = EACH) -> Iterator[Finding]:
    """Yield the first findings, and one that counts the others of the same code.

    >>> one = Finding("MB101", "constant column", Severity.INFO, "'a'", "", "Drop it.")
    >>> [str(f.subject) for f in bounded([one] * 10, limit=1)]
    ["'a'", "9 more columns: 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a' and 1 more"]
    """
    yield from findings[:limit]
    rest = findings[limit:]
    if not rest:
        return
    names = listing([finding.subject.strip("'") for finding in rest])
    worst = max((finding.severity for finding in rest), key=lambda severity: severity.rank)
    subject = f"{len(rest):,} more columns: {names}" if len(rest) > 1 else rest[0].subject
    evidence = rest[0].evidence if len(rest) == 1 else ""
    yield replace(rest[0], subject=subject, evidence=evidence, severity=Severity(worst))
