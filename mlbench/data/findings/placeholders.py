"""MB115: values that stand for a missing one, as -999 and 9999-12-31."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import ColumnKind
from mlbench.data.findings.look import Look, bounded, quoted
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity

#: Numbers that people write where they have none.
LOW = (-1, -9, -99, -999, -9999, -99999, -999999)
HIGH = (99, 999, 9999, 99999, 999999, 9999999)
#: Days that they write, and how many days apart from others these must be.
DAYS = {"1900-01-01": 1800, "1970-01-01": 365, "2099-12-31": 1800, "9999-12-31": 1800}
#: One is not enough; so many other values, and different ones, show what is usual.
OFTEN, OTHERS, DIFFERENT = 2, 20, 10
#: A zero stands for "none" in at most this share of the rows.
ZEROS = 0.05
#: It lies this far below the others: in medians of them, and in steps between them.
MEDIANS, STEPS = 0.3, 5


@dataclass(frozen=True)
class Placeholder:
    """A value of a column that stands apart from all others."""

    name: str
    value: Any
    count: int
    next_one: Any
    row: int


def placeholder_values(look: Look) -> Iterator[Finding]:
    """MB115: a value that stands for a missing one."""
    found = [*numbers_apart(look), *_days_apart(look)]
    yield from bounded(
        [
            Finding(
                "MB115",
                "value that stands for a missing one",
                Severity.WARNING,
                quoted(each.name),
                f"{each.count:,} values are {_text(each.value)}, first in row {each.row + 1:,}; "
                f"the next one is {_text(each.next_one)}{look.of_how_many}.",
                "If it means that nothing is known, name it in the option missing.",
            )
            for each in found
        ]
    )


def numbers_apart(look: Look) -> Iterator[Placeholder]:
    """Yield numbers such as -999, and zeros, that stand apart from the others."""
    table = look.numbers
    if table.empty:
        return
    low, high = table.min(), table.max()
    at_low = low.isin([*LOW, 0.0])
    for name in table.columns[(at_low | high.isin(HIGH)).to_numpy()]:
        values = table[name].dropna()
        for value in {low[name], high[name]}:
            rest = np.sort(values[values != value].to_numpy())
            count = len(values) - len(rest)
            if count < OFTEN or len(rest) < OTHERS or len(np.unique(rest)) < DIFFERENT:
                continue
            if _stands_apart(value, rest, count):
                nearest = rest[0] if value < rest[0] else rest[-1]
                yield Placeholder(name, value, count, nearest, int((values == value).idxmax()))


def _stands_apart(value: float, rest: npt.NDArray[np.float64], count: int) -> bool:
    lowest, span = rest[0], rest[-1] - rest[0]
    if value in HIGH and value > rest[-1]:
        return bool(value - rest[-1] >= span / 2)
    if value == 0 and lowest > 0:
        steps = np.diff(np.unique(rest[: max(OTHERS, len(rest) // 2)]))
        far = lowest >= MEDIANS * np.median(rest) and lowest >= STEPS * np.median(steps)
        return bool(far and count <= ZEROS * (count + len(rest)))
    if value == -1:
        whole = bool((rest == rest.round()).all())
        return whole and lowest >= 0 and span >= DIFFERENT
    return value in LOW and value < lowest and bool(lowest >= 0 or lowest - value > span)


def _days_apart(look: Look) -> Iterator[Placeholder]:
    frame, kinds = look.dataset.frame, look.dataset.kinds
    for name in (name for name, kind in kinds.items() if kind is ColumnKind.DATETIME):
        values = frame[name].iloc[look.rows].dropna()
        days = values.dt.normalize()
        for text, apart in DAYS.items():
            day = pd.Timestamp(text)
            rest = values[days != day]
            count = len(values) - len(rest)
            if count < OFTEN or rest.empty:
                continue
            nearest = rest.max() if day > rest.max() else rest.min()
            between = rest.min() <= day <= rest.max()
            if not between and abs((nearest - day).days) >= apart:
                yield Placeholder(name, day, count, nearest, int((days == day).idxmax()))


def _text(value: Any) -> str:
    return str(value.date()) if isinstance(value, pd.Timestamp) else number_text(float(value))
