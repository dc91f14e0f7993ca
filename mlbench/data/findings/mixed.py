"""MB109: a text column that holds numbers beside words."""

from __future__ import annotations

from collections.abc import Iterator

from mlbench.data.findings.look import Look, bounded, quoted
from mlbench.data.findings.texts import SHARE, is_number, texts_of
from mlbench.errors import listing
from mlbench.statements import Finding
from mlbench.vocabulary import Severity

#: Numbers are more than an accident from this share of the different values, and so many.
SOME, FEWEST = 0.1, 5


def mixed_types(look: Look) -> Iterator[Finding]:
    """MB109: a column in which some values are numbers and others are not."""
    found = []
    for name, values in texts_of(look):
        numbers = [value for value in values if is_number(value)]
        others = [value for value in values if not is_number(value)]
        some = max(FEWEST, SOME * len(values))
        if len(numbers) < some or len(numbers) >= SHARE * len(values) or len(others) < FEWEST:
            continue
        found.append(
            Finding(
                "MB109",
                "mixed types in one column",
                Severity.INFO,
                quoted(name),
                f"{len(numbers):,} of {len(values):,} different values are numbers, as "
                f"{listing(numbers, 2)}; the others are not, as {listing(others, 2)}.",
                "Part it into a number and a label where it is made, or keep it as labels.",
            )
        )
    yield from bounded(found)
