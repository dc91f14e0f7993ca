"""Findings about ratings: given twice, and of users and items that training has not seen."""

from __future__ import annotations

from collections.abc import Iterator

from mlbench.data.findings.look import Look, quoted
from mlbench.data.played import played
from mlbench.statements import Finding
from mlbench.vocabulary import DataKind, Severity

#: So many test ratings, in percent, of users or items without a training rating are worth a word.
COLD = 1.0


def rated_twice(look: Look) -> Iterator[Finding]:
    """MB157: a user who rated the same item more than once."""
    dataset = look.dataset
    if dataset.kind is not DataKind.RATINGS:
        return
    rows = played(dataset)
    pair = [str(column.name) for column in rows.columns("user", "item")]
    twice = rows.frame.duplicated(pair or None)
    if not pair or not twice.any():
        return
    first = rows.frame.iloc[int(twice.argmax())][pair]
    yield Finding(
        "MB157",
        "items rated twice by one user",
        Severity.WARNING,
        "ratings",
        f"{int(twice.sum()):,} of {dataset.rows:,} ratings repeat an earlier pair of user and "
        f"item, as {', '.join(f'{name} {value}' for name, value in first.items())}.",
        "Keep the latest one, or their mean; a split may put one on each side.",
    )


def cold_starts(look: Look) -> Iterator[Finding]:
    """MB158: test ratings of users or items without a single training rating."""
    dataset = look.dataset
    if dataset.kind is not DataKind.RATINGS:
        return
    for role in ("user", "item"):
        column = played(dataset).column(role)
        if column is None:
            continue
        train, test = column.iloc[dataset.train_rows], column.iloc[dataset.test_rows]
        new = ~test.isin(train.unique())
        percent = 100 * float(new.mean())
        if percent >= COLD:
            yield Finding(
                "MB158",
                "users or items that training has not seen",
                Severity.INFO,
                quoted(column.name),
                f"{int(new.sum()):,} of {len(test):,} test ratings ({percent:.3g} %) are of "
                f"{test[new].nunique():,} {role}s without a training rating.",
                "Judge them apart from the others: what is known of them is nothing but a mean.",
            )
