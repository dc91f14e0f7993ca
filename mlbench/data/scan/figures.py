"""What a scan says about one column; each figure is exact, or named as an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mlbench.data.scan.rows import Family
from mlbench.errors import shorten
from mlbench.statements import number_text

#: The shares at which quantiles are taken.
SHARES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True)
class ColumnFigures:
    """The figures of one column.

    Parameters
    ----------
    name : str
        The column.
    family : Family
        What was asked of it.
    dtype : str
        The type of its values, as in a frame.
    rows, missing : int
        The number of rows, and of those without a value.
    distinct : int
        The number of different values.
    minimum, maximum, mean, deviation : float, optional
        Of numbers; the standard deviation is that of a sample (over n - 1). Of times the
        first two are microseconds since 1970.
    quantiles : mapping of float to float
        Share in (0, 1) -> value, of numbers.
    top : tuple of (str, int)
        The most frequent values as text with their rows, the most frequent first; of
        equally frequent ones the smallest.
    estimates : frozenset of str
        The names of the figures above that are estimates; all others are exact.
    """

    name: str
    family: Family
    dtype: str
    rows: int
    missing: int
    distinct: int = 0
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    deviation: float | None = None
    quantiles: Mapping[float, float] = field(default_factory=dict)
    top: tuple[tuple[str, int], ...] = ()
    estimates: frozenset[str] = frozenset()

    @property
    def present(self) -> int:
        """The number of rows with a value."""
        return self.rows - self.missing

    def as_row(self) -> dict[str, Any]:
        """Return the figures as a row of a table."""
        is_number = self.family is Family.NUMBER
        value, count = self.top[0] if self.top else (None, 0)
        return {
            "column": self.name,
            "dtype": self.dtype,
            "rows": self.rows,
            "missing": self.missing,
            "missing_percent": 100 * self.missing / max(self.rows, 1),
            "distinct": self.distinct,
            "minimum": self.minimum if is_number else None,
            **{f"q{100 * share:02.0f}": self.quantiles.get(share) for share in SHARES},
            "maximum": self.maximum if is_number else None,
            "mean": self.mean,
            "deviation": self.deviation,
            "earliest": None if is_number else moment(self.minimum),
            "latest": None if is_number else moment(self.maximum),
            "top": value,
            "top_percent": 100 * count / max(self.present, 1),
            "estimates": ", ".join(sorted(self.estimates)),
        }

    def as_texts(self) -> dict[str, str]:
        """Return the leading figures as short texts, estimates marked with ``~``."""
        row = self.as_row()
        value, count = self.top[0] if self.top else ("", 0)
        percent = f" ({100 * count / max(self.present, 1):.3g} %)" if self.top else ""
        return {
            "column": shorten(self.name, 40),
            "type": self.dtype,
            "missing": f"{row['missing_percent']:.3g} %" if self.missing else "",
            "distinct": self._marked("distinct", f"{self.distinct:,}"),
            "minimum": _short(row["minimum"]) or row["earliest"] or "",
            "median": self._marked("quantiles", _short(self.quantiles.get(0.5))),
            "maximum": _short(row["maximum"]) or row["latest"] or "",
            "mean": _short(self.mean),
            "deviation": _short(self.deviation),
            "top": self._marked("top", f"{shorten(value, 24)}{percent}"),
        }

    def _marked(self, figure: str, text: str) -> str:
        return f"~{text}" if text and figure in self.estimates else text


def _short(value: float | None) -> str:
    return "" if value is None else number_text(value)


def moment(micros: float | None) -> str | None:
    """Return microseconds since 1970 as text, a day alone where that is all.

    >>> moment(86_400_000_000), moment(1)
    ('1970-01-02', '1970-01-01 00:00:00.000001')
    """
    if micros is None:
        return None
    text = str(np.datetime64(int(micros), "us")).replace("T", " ")
    return text.removesuffix(".000000").removesuffix(" 00:00:00")
