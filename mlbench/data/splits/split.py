"""How test rows are chosen, as a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

SplitKind = Literal[
    "random", "stratified", "group", "stratified_group", "time", "rolling", "predefined"
]
#: Kinds in which rows of a group stay together.
GROUPED = ("group", "stratified_group")
#: Kinds in which what is tested comes after what is learnt from.
IN_TIME = ("time", "rolling")
#: Kinds that need a column to go by.
NEED_COLUMN = (*GROUPED, "predefined")

Rows = npt.NDArray[np.int64]
Gap = int | float | np.timedelta64


@dataclass(frozen=True)
class Split:
    """How the test rows are chosen.

    Parameters
    ----------
    kind : str
        ``random``; ``stratified`` keeps the share of each class; ``group`` keeps rows of a
        group together, ``stratified_group`` minds classes, too; ``time`` and ``rolling``
        take the last rows, and differ in their folds; ``predefined`` reads a column.
    test_fraction : float
        The share of rows held out, in (0, 1); as it turned out for ``predefined``.
    seed : int
        The seed of the choice; without effect for ``time``, ``rolling``, ``predefined``.
    by : str, optional
        The column with the group, the time, or the part of each row. Time without a
        column is the order of the rows.
    gap : str, optional
        What is set aside before the first test row: rows, or a span of the column such as
        ``7d``.
    """

    kind: SplitKind
    test_fraction: float
    seed: int
    by: str | None = None
    gap: str | None = None

    def facts(self) -> dict[str, Any]:
        """Return the form that is kept with models; what was left open is left out."""
        facts = {
            "kind": str(self.kind),
            "test_fraction": float(self.test_fraction),
            "seed": int(self.seed),
        }
        more = {"by": self.by, "gap": self.gap}
        return {**facts, **{name: value for name, value in more.items() if value is not None}}

    def __str__(self) -> str:
        by = f" by '{self.by}'" if self.by else ""
        return f"{self.kind} split{by}{f' with a gap of {self.gap}' if self.gap else ''}"


@dataclass(frozen=True)
class Parts:
    """Row ids of both sides, each in rising order; the rest of the rows is set aside."""

    train: Rows
    test: Rows
