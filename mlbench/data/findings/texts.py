"""Findings about text that was meant to be something else: numbers, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlbench.data.dataset import ColumnKind
from mlbench.data.findings.look import Look, bounded, quoted
from mlbench.data.remarks import Topic
from mlbench.errors import shorten
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: So many rows, and different values among them, are looked at.
ROWS, VALUES = 5000, 500
#: Values are meant to be numbers, or dates, from this share.
SHARE = 0.8
_DECORATION = re.compile(r"^[$€£¥]\s*|\s*(%|[$€£¥]|kg|km|cm|mm|ms?|s)$")
_GROUPED = re.compile(r"[+-]?\d{1,3}([,.' ]\d{3})+([.,]\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T]\d{1,2}:\d{2}.*)?")
_KEPT = (Topic.LEADING_ZEROS, Topic.LONG_INTEGERS, Topic.NAMES)


def numbers_as_text(look: Look) -> Iterator[Finding]:
    """MB107: a text column whose values are mostly numbers."""
    kept = {name for r in look.dataset.remarks if r.topic in _KEPT for name in r.columns}
    found = []
    for name, values in texts_of(look):
        numbers = [value for value in values if is_number(value)]
        if name in kept or len(numbers) < SHARE * len(values):
            continue
        others = [value for value in values if not is_number(value)]
        example = shorten(others[0] if others else numbers[0], 30)
        what = f"but for such as '{example}'" if others else f"as '{example}'"
        found.append(
            Finding(
                "MB107",
                "numbers kept as text",
                Severity.WARNING,
                quoted(name),
                f"{len(numbers):,} of {len(values):,} different values look like numbers, {what}.",
                "Name texts that stand for missing values in the option missing, or write "
                "plain numbers with a decimal point to the file.",
            )
        )
    yield from bounded(found)


def dates_as_text(look: Look) -> Iterator[Finding]:
    """MB108: a text column whose values are mostly dates in no standard form."""
    found = []
    for name, values in texts_of(look):
        dates = [value for value in values if _DATE.fullmatch(value)]
        if len(dates) < SHARE * len(values):
            continue
        found.append(
            Finding(
                "MB108",
                "dates kept as text",
                Severity.INFO,
                quoted(name),
                f"{len(dates):,} of {len(values):,} different values look like dates, "
                f"as '{shorten(dates[0], 30)}'.",
                "Write dates as 2026-03-31 to the file; other forms can be read in two ways.",
            )
        )
    yield from bounded(found)


def texts_of(look: Look) -> Iterator[tuple[str, list[str]]]:
    """Yield each column of labels with different values among its first rows."""
    for name, kind in look.dataset.kinds.items():
        if kind is ColumnKind.CATEGORICAL:
            # Plain lists: with thousands of columns, pandas' own start-up is what counts.
            values = dict.fromkeys(look.dataset.frame[name].iloc[:ROWS].tolist())
            yield name, [value for value in values if isinstance(value, str)][:VALUES]


def is_number(text: str) -> bool:
    """Return whether a text is meant to be a number, perhaps with a unit."""
    bare = _DECORATION.sub("", text)
    return bool(_NUMBER.fullmatch(bare) or _GROUPED.fullmatch(bare))
