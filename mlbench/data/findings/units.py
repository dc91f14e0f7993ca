"""Findings about units: speakers, engines, patients to whom several rows belong."""

from __future__ import annotations

from collections.abc import Iterator

from mlbench.data.findings.look import Look, quoted
from mlbench.data.played import played
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import DataKind, Severity


def shared_units(look: Look) -> Iterator[Finding]:
    """MB153: units with rows on both sides of the split."""
    dataset = look.dataset
    column = played(dataset).column("unit")
    if column is None:
        return
    train, test = (
        set(column.iloc[ids].dropna()) for ids in (dataset.train_rows, dataset.test_rows)
    )
    shared = train & test
    if not shared:
        return
    yield Finding(
        "MB153",
        "units on both sides of the split",
        Severity.WARNING,
        quoted(column.name),
        f"{len(shared):,} of {len(train | test):,} units have rows among the training rows and "
        f"among the test rows: {listing(sorted(shared, key=str), 4)}.",
        "Split by group, as split: {kind: group, by: "
        f"{column.name}}}, if the model is to serve units that it has not seen; another split "
        "flatters it.",
    )


def repeated_moments(look: Look) -> Iterator[Finding]:
    """MB159: a unit with several rows of the same time."""
    dataset = look.dataset
    if dataset.kind is not DataKind.SERIES:
        return
    rows = played(dataset)
    place = [rows.roles[role] for role in ("unit", "time") if role in rows.roles]
    twice = rows.frame.duplicated(place)
    if "time" not in rows.roles or not twice.any():
        return
    first = rows.frame.iloc[int(twice.argmax())][place]
    yield Finding(
        "MB159",
        "several rows of one moment",
        Severity.WARNING,
        quoted(place[-1]),
        f"{int(twice.sum()):,} of {dataset.rows:,} rows have the unit and the time of an earlier "
        f"row, as {', '.join(f'{name} {value}' for name, value in first.items())}.",
        "Find out which one holds, or whether a column is missing that tells them apart.",
    )
