"""MB119: values that a declared schema rules out."""

from __future__ import annotations

from collections.abc import Iterator

from mlbench.data.findings.look import Look, NotJudged, bounded, quoted
from mlbench.data.schema import Violation
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity


def declared(look: Look) -> Iterator[Finding | NotJudged]:
    """MB119: rows that break a rule of the declared schema."""
    dataset = look.dataset
    if dataset.schema is None:
        yield NotJudged("MB119", "no schema is declared")
        return
    frame, key = dataset.frame, dataset.split_key
    if key is not None and key.name not in frame:
        frame = frame.assign(**{str(key.name): key})
    broken = dataset.schema.violations(frame)
    yield from bounded(
        [
            Finding(
                "MB119",
                "value that the schema rules out",
                Severity.CRITICAL,
                quoted(each.column),
                f"{_told(each, dataset.rows)} by {dataset.schema.path.name}.",
                "Correct the rows, or the schema if they are right.",
            )
            for each in broken
            if each.column in frame or each.column not in dataset.left_out
        ]
    )


def _told(broken: Violation, rows: int) -> str:
    if broken.rule == "column_in_dataframe":
        return "The column is not there, and is asked for"
    values = f", as {listing(broken.values)}" if broken.values else ""
    if not broken.rows:
        return f"The rule {broken.rule} is broken{values}, and is set"
    return (
        f"{broken.rows:,} of {rows:,} values break the rule {broken.rule}{values}, the first in "
        f"row {broken.first + 1:,}; it is set"
    )
