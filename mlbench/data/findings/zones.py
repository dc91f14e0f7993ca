"""MB118: times with and without a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlbench.data.dataset import ColumnKind
from mlbench.data.findings.look import Look, bounded, quoted
from mlbench.data.findings.texts import texts_of
from mlbench.data.remarks import Topic
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

_TIME = r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?"
_LOCAL = re.compile(_TIME)
_ZONED = re.compile(rf"{_TIME}\s*(Z|[+-]\d{{2}}:?\d{{2}})")


def mixed_zones(look: Look) -> Iterator[Finding]:
    """MB118: times with and without an offset, in one column or in two."""
    yield from bounded(list(_within(look)))
    yield from _between(look)


def _within(look: Look) -> Iterator[Finding]:
    for name, values in texts_of(look):
        local = [value for value in values if _LOCAL.fullmatch(value)]
        zoned = [value for value in values if _ZONED.fullmatch(value)]
        if local and zoned:
            yield _finding(
                quoted(name),
                f"Of {len(values):,} different values {len(local):,} are times without an offset, "
                f"as '{local[0]}', and {len(zoned):,} have one, as '{zoned[0]}'.",
            )


def _between(look: Look) -> Iterator[Finding]:
    dataset = look.dataset
    zoned = [n for r in dataset.remarks if r.topic is Topic.TIME_ZONE for n in r.columns]
    times = [name for name, kind in dataset.kinds.items() if kind is ColumnKind.DATETIME]
    local = [name for name in times if name not in zoned and _has_hours(look, name)]
    if zoned and local:
        yield _finding(
            listing([*zoned[:2], *local[:2]]),
            f"Times of {listing(zoned, 3)} had an offset and became UTC; those of "
            f"{listing(local, 3)} have none and stayed as they are.",
        )


def _has_hours(look: Look, name: str) -> bool:
    values = look.dataset.frame[name].iloc[look.rows].dropna()
    return bool((values != values.dt.normalize()).any())


def _finding(subject: str, evidence: str) -> Finding:
    return Finding(
        "MB118",
        "times with and without a zone",
        Severity.WARNING,
        subject,
        evidence,
        "Write all times with an offset, or all in one zone; else they are hours apart unseen.",
    )
