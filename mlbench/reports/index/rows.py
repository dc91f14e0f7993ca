"""One row a run: its texts, and what they are sorted by, for the page and for its script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from mlbench.reports.phrases import (
    STATES,
    count_text,
    duration_text,
    figures_text,
    interval_text,
    metric_title,
    severities_text,
)
from mlbench.statements import Estimate
from mlbench.store.brief import Brief
from mlbench.store.folder import RunFolder


@dataclass(frozen=True)
class Column:
    """A column of the table.

    Attributes
    ----------
    title : str
        Its heading.
    by : str
        The value of a row that it is sorted by.
    kind : str
        ``text``, ``number`` or ``moment``: how it is compared and aligned.
    """

    title: str
    by: str
    kind: str = "text"


#: The columns in order.
COLUMNS = (
    Column("Run", "run"),
    Column("Study", "study"),
    Column("State", "state"),
    Column("Started", "started", "moment"),
    Column("Took", "seconds", "number"),
    Column("Metric", "metric"),
    Column("Score", "score", "number"),
    Column("Baseline", "baseline", "number"),
    Column("Recipe", "recipe"),
    Column("Findings", "gravity", "number"),
    Column("Rows", "rows", "number"),
    Column("Data", "data"),
    Column("Commit", "commit"),
)
#: What a finding weighs in the order of rows: no number of milder ones is graver.
_WEIGHTS = (1_000_000, 1_000, 1)


def row_of(folder: RunFolder, brief: Brief) -> dict[str, Any]:
    """Return a run as the page shows it: texts to print and values to sort by, by name."""
    estimate = brief.estimate
    findings = (brief.critical, brief.warnings, brief.remarks)
    return {
        "run": folder.path.name,
        "link": link_of(folder),
        "study": brief.study,
        "state": str(brief.state),
        "error": brief.error,
        "started": brief.started,
        "when": moment(brief.started),
        "seconds": brief.seconds,
        "took": duration_text(brief.seconds),
        "metric": metric_title(brief.metric),
        "score": brief.score,
        "figure": figure(estimate),
        "interval": interval_text(estimate) if estimate else "",
        "baseline": brief.baseline,
        "plain": "" if brief.baseline is None else figures_text(brief.baseline),
        "recipe": brief.recipe,
        "gravity": sum(n * weight for n, weight in zip(findings, _WEIGHTS, strict=True)) or None,
        "signs": " ".join(f"{sign}{n}" for sign, n in zip("■▲●", findings, strict=True) if n),
        "findings": severities_text(*findings),
        "rows": brief.rows,
        "many": "" if brief.rows is None else f"{brief.rows:,}",
        "data": brief.fingerprint,
        "commit": brief.commit,
    }


def link_of(folder: RunFolder) -> str:
    """Return the address of a run's report beside the page, or of its record without one."""
    name = folder.report.name if folder.report.is_file() else folder.record_path.name
    return "/".join(map(quote, (folder.path.parent.name, folder.path.name, name)))


def figure(estimate: Estimate | None) -> str:
    """Return a figure with as many decimals as its interval deserves; empty without one."""
    if estimate is None:
        return ""
    known = [v for v in (estimate.low, estimate.high) if v is not None]
    return figures_text(estimate.value, *known)


def moment(started: str) -> str:
    """Return a UTC time as it is sorted; the page's script makes it that of the reader.

    >>> moment("2026-03-01T12:30:05.250+00:00"), moment("")
    ('2026-03-01 12:30', '')
    """
    return started[:16].replace("T", " ")


def state_counts(briefs: list[Brief]) -> str:
    """Return how many runs stand where, in words.

    >>> from mlbench.vocabulary import State
    >>> state_counts([Brief("s", "1", State.DONE), Brief("s", "2", State.FAILED)])
    '1 done, 1 failed'
    """
    counts = {state: sum(brief.state is state for brief in briefs) for state in STATES}
    return ", ".join(count_text(n, STATES[s][1], STATES[s][1]) for s, n in counts.items() if n)
