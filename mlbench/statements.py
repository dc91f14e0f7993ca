"""What a step can state: a number with its interval, and findings.

Both travel as JSON from the notebook that makes them, through the run record, to
reports and comparisons, so they live below all of these.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from mlbench.vocabulary import Severity

#: Numbers from here on are written with thousands separated.
_GROUPED_FROM = 1000


def number_text(value: float) -> str:
    """Return a number as people write it: four significant digits.

    >>> number_text(0.92414), number_text(68852.3), number_text(3)
    ('0.9241', '68,852', '3')
    """
    if isinstance(value, int) or (math.isfinite(value) and value == int(value)):
        return f"{int(value):,}"
    if not math.isfinite(value):
        return str(value)
    if abs(value) >= _GROUPED_FROM:
        return f"{value:,.0f}"
    return f"{value:.4g}"


@dataclass(frozen=True)
class Estimate:
    """A figure, with the interval it may well lie in.

    Parameters
    ----------
    value : float
        The figure.
    low, high : float, optional
        The closed interval; both or none.
    confidence : float
        The coverage that the interval claims, in (0, 1).

    >>> str(Estimate(0.924, 0.918, 0.930))
    '0.924 [0.918, 0.93]'
    """

    value: float
    low: float | None = None
    high: float | None = None
    confidence: float = 0.95

    def __str__(self) -> str:
        if self.low is None or self.high is None:
            return number_text(self.value)
        return f"{number_text(self.value)} [{number_text(self.low)}, {number_text(self.high)}]"

    def to_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return {key: value for key, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Estimate:
        """Read the stored form back; JSON has no NaN, so no value is one."""
        value = stored.get("value")
        return cls(**{**stored, "value": math.nan if value is None else value})


@dataclass(frozen=True)
class Finding:
    """One coded statement about data or a model.

    Parameters
    ----------
    code : str
        ``MB1xx`` speaks of data, ``MB2xx`` of a model.
    title : str
        The statement in a few words: ``constant column``.
    severity : Severity
        How much it matters.
    subject : str
        What it speaks of: a column, a class, the whole; bounded text.
    evidence : str
        The figures that show it, as one sentence.
    advice : str
        What to do about it, as one sentence.
    """

    code: str
    title: str
    severity: Severity
    subject: str
    evidence: str
    advice: str

    def __str__(self) -> str:
        return f"{self.code} {self.title}: {self.subject}. {self.evidence} {self.advice}".strip()

    def to_json(self) -> dict[str, str]:
        """Return the form that is stored."""
        return {key: str(value) for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Finding:
        """Read the stored form back."""
        return cls(**{**stored, "severity": Severity(stored["severity"])})


@dataclass(frozen=True)
class Findings:
    """Findings in order of severity, the gravest first.

    >>> found = Findings.of([])
    >>> len(found), str(found)
    (0, 'No findings.')
    """

    items: tuple[Finding, ...] = field(default=())

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Findings:
        """Gather findings, sorted by severity, code and subject."""
        ordered = sorted(findings, key=lambda f: (-f.severity.rank, f.code, f.subject))
        return cls(tuple(ordered))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __add__(self, other: Findings) -> Findings:
        return Findings.of((*self.items, *other.items))

    def __str__(self) -> str:
        return "\n".join(map(str, self.items)) or "No findings."

    def frame(self) -> Any:
        """Return the findings as a pandas DataFrame, one row each."""
        import pandas as pd  # noqa: PLC0415 - the ground floor starts without pandas

        columns = ["code", "severity", "title", "subject", "evidence", "advice"]
        return pd.DataFrame([f.to_json() for f in self.items], columns=columns)

    def to_json(self) -> list[dict[str, str]]:
        """Return the form that is stored."""
        return [finding.to_json() for finding in self.items]

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        if not self.items:
            return "<p>No findings.</p>"
        rows = "".join(_row(finding) for finding in self.items)
        head = _table_row("th", ("Code", "Severity", "What", "Advice"))
        return f"<table class='findings'><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(finding: Finding) -> str:
    escape = html.escape
    what = (
        f"<strong>{escape(finding.title)}</strong>: {escape(finding.subject)}. "
        f"{escape(finding.evidence)}"
    )
    cells = (escape(finding.code), escape(finding.severity), what, escape(finding.advice))
    return _table_row("td", cells)


def _table_row(tag: str, cells: Iterable[str]) -> str:
    inner = "".join(f"<{tag} style='text-align:left'>{cell}</{tag}>" for cell in cells)
    return f"<tr>{inner}</tr>"
