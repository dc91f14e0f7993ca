"""Findings about single columns: constant, nearly so, missing, identifiers, categories."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pandas as pd

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.findings.look import Look, NotJudged, bounded, quoted
from mlbench.data.in_threads import in_threads
from mlbench.errors import shorten
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: A column is nearly constant from this share of one value, in percent.
NEARLY = 99.0
#: Missing values are much from this share, and most of the column from the other one.
MUCH, MOST = 30.0, 80.0
#: A categorical column has many values from this number.
MANY = 50
#: Text is an identifier from this share of different values, and with so many rows.
UNIQUE, ROWS = 0.98, 20
#: A column in which more than this share of the rows differ is compared by its values.
MOSTLY_DISTINCT = 0.5


def constant(look: Look) -> Iterator[Finding]:
    """MB101: a column with a single value."""
    table = look.features
    found = table[(table["distinct"] == 1) & (table["missing"] == 0)]
    yield from bounded(
        [
            Finding(
                "MB101",
                "constant column",
                Severity.WARNING,
                quoted(name),
                f"Each of the {look.dataset.rows:,} rows holds {shorten(str(row['top']), 40)}.",
                "Leave it out: it can't tell rows apart.",
            )
            for name, row in found.iterrows()
        ]
    )


def nearly_constant(look: Look) -> Iterator[Finding]:
    """MB102: a column in which nearly all rows hold one value."""
    table = look.features
    share = table["top_percent"]
    found = table[(share >= NEARLY) & ((table["distinct"] > 1) | (table["missing"] > 0))]
    found = found[found["missing_percent"] < MOST]
    yield from bounded(
        [
            Finding(
                "MB102",
                "nearly constant column",
                Severity.INFO,
                quoted(name),
                f"{row['top_percent']:.4g} % of its values are {shorten(str(row['top']), 40)}.",
                "See whether the few other rows are errors; else a model learns little from it.",
            )
            for name, row in found.iterrows()
        ]
    )


def much_missing(look: Look) -> Iterator[Finding]:
    """MB103: a column with many missing values."""
    table = look.features.sort_values("missing_percent", ascending=False, kind="stable")
    found = table[table["missing_percent"] >= MUCH]
    yield from bounded(
        [
            Finding(
                "MB103",
                "many missing values",
                Severity.WARNING if row["missing_percent"] >= MOST else Severity.INFO,
                quoted(name),
                f"{int(row['missing']):,} of {look.dataset.rows:,} values are missing "
                f"({row['missing_percent']:.3g} %).",
                "Find out why they are missing; the recipes fill them in.",
            )
            for name, row in found.iterrows()
        ]
    )


def identifiers(look: Look) -> Iterator[Finding | NotJudged]:
    """MB104: a column that names the row rather than describing it."""
    if look.dataset.rows < ROWS:
        yield NotJudged("MB104", f"there are fewer than {ROWS} rows")
        return
    found = [
        (str(name), row) for name, row in look.features.iterrows() if _is_identifier(look, row)
    ]
    yield from bounded(
        [
            Finding(
                "MB104",
                "looks like an identifier",
                Severity.WARNING,
                quoted(name),
                f"{int(row['distinct']):,} different values in {look.dataset.rows:,} rows, "
                f"as {shorten(str(row['top']), 40)}.",
                "Leave it out: a model would learn single rows by heart.",
            )
            for name, row in found
        ]
    )


def _is_identifier(look: Look, row: pd.Series) -> bool:
    present = look.dataset.rows - row["missing"]
    if row["kind"] == ColumnKind.CATEGORICAL:
        return bool(row["distinct"] >= UNIQUE * present and present >= ROWS)
    if row["dtype"] != "int64" or row["distinct"] < present:
        return False
    # Whole numbers without a gap count rows; measurements that all differ leave gaps.
    return bool(row["maximum"] - row["minimum"] < 2 * present)


def many_categories(look: Look) -> Iterator[Finding]:
    """MB105: a categorical column with many values."""
    table = look.features[look.features["kind"] == str(ColumnKind.CATEGORICAL)]
    names = set(look.dataset.roles.values())  # of users, items, units: many are meant
    found = [
        (name, row)
        for name, row in table.iterrows()
        if row["distinct"] >= MANY and name not in names and not _is_identifier(look, row)
    ]
    yield from bounded(
        [
            Finding(
                "MB105",
                "many categories",
                Severity.INFO,
                quoted(name),
                f"{int(row['distinct']):,} different values; the most frequent one, "
                f"{shorten(str(row['top']), 40)}, has {row['top_percent']:.3g} % of the rows.",
                "Group rare values, or expect new ones when the model is used.",
            )
            for name, row in found
        ]
    )


def same_columns(look: Look) -> Iterator[Finding]:
    """MB106: a column that says the same as another one, perhaps in other words."""
    table = look.features
    table = table[table["distinct"] > 1]
    first: dict[str, str] = {}
    found = []
    for name, pattern in _patterns(table, look.dataset).items():
        if pattern not in first:
            first[pattern] = name
            continue
        equal = look.dataset.frame[name].equals(look.dataset.frame[first[pattern]])
        how = "Its values equal" if equal else "Its values can be renamed, one by one, into"
        found.append(
            Finding(
                "MB106",
                "column that repeats another",
                Severity.WARNING,
                quoted(name),
                f"{how} those of {quoted(first[pattern])} in all {look.dataset.rows:,} rows.",
                "Keep one of the two; importance is split between them.",
            )
        )
    yield from bounded(found)


def _patterns(table: pd.DataFrame, dataset: Dataset) -> dict[str, str]:
    """Return a digest of each column that may repeat another one, as its figures have it."""
    alike = table.duplicated(["missing", "distinct", "top_percent"], keep=False)
    names = [str(name) for name in table.index[alike]]
    columns = (dataset.frame[name] for name in names)
    found = in_threads(_pattern, columns, len(names) * dataset.rows)
    return dict(zip(names, found, strict=True))


def _pattern(column: pd.Series) -> str:
    """Return a digest that two columns share when one can be renamed into the other.

    Where nearly all values differ that would be true of any two columns, so there the
    values themselves count.
    """
    codes, values = pd.factorize(column)
    if len(values) > MOSTLY_DISTINCT * len(codes):
        content = pd.util.hash_array(column.to_numpy(), categorize=False).tobytes()
    else:
        content = codes.astype("<i8").tobytes()
    return hashlib.blake2b(content, digest_size=12).hexdigest()
