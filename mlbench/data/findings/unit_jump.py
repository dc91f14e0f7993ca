"""MB117: a column whose level jumps by a factor at some row, as when a unit changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mlbench.data.findings.look import Look, NotJudged, bounded, quoted
from mlbench.data.splits.split import IN_TIME
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity

#: The level jumps at least by this factor.
FACTOR = 8.0
#: Each side has so many rows, and so many next to the jump show that it is sudden.
SIDE, NEAR = 20, 10
#: No more than this share of the values is on the wrong side of the middle between levels.
WRONG = 0.02

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Jump:
    """Where a level changes: the place of the first row after it, and both medians."""

    place: int
    before: float
    after: float


def unit_jump(look: Look) -> Iterator[Finding | NotJudged]:
    """MB117: a column whose level jumps at some row and stays there.

    The place is where the means of the logarithms before and after differ most (CUSUM,
    Page 1954); the medians must differ by a factor of 8, at once and for good.
    """
    table = look.numbers
    if len(table) < 2 * SIDE:
        yield NotJudged("MB117", f"there are fewer than {2 * SIDE} rows")
        return
    dataset = look.dataset
    if dataset.split.kind in IN_TIME and dataset.split_key is not None:
        key = dataset.split_key.iloc[table.index].to_numpy()
        table = table.iloc[np.argsort(key, kind="stable")]
    low, high = table.min().to_numpy(), table.max().to_numpy()
    found = []
    for name in table.columns[(low >= 0) & (high > FACTOR * np.maximum(low, 0))]:
        values = table[name][table[name] > 0]
        jump = find_jump(values.to_numpy())
        if jump is None or _parts_classes(look, values.index.to_numpy(), jump.place):
            continue
        factor = max(jump.after / jump.before, jump.before / jump.after)
        found.append(
            Finding(
                "MB117",
                "level that jumps at a row",
                Severity.WARNING,
                quoted(name),
                f"The median is {number_text(jump.before)} before row "
                f"{int(values.index[jump.place]) + 1:,} and {number_text(jump.after)} from there "
                f"on, a factor of {factor:.3g}{look.of_how_many}.",
                "See whether the unit or the source changed there; bring all rows to one unit.",
            )
        )
    yield from bounded(found)


def _parts_classes(look: Look, rows: npt.NDArray[np.int64], place: int) -> bool:
    """Return whether the rows are sorted by class, and one with another level begins there."""
    if look.dataset.classes is None:
        return False
    labels = look.dataset.y.iloc[rows].to_numpy()
    shared = np.isin(labels[place:], np.unique(labels[:place]))
    return bool(shared.mean() <= WRONG)


def find_jump(values: Floats) -> Jump | None:
    """Return where positive numbers jump to another level, if they do."""
    if len(values) < 2 * SIDE:
        return None
    logs = np.log(values)
    count = len(logs)
    places = np.arange(1, count)
    sums = np.cumsum(logs)[:-1]
    drift = np.abs(sums - places * logs.mean()) / np.sqrt(places * (count - places))
    drift[: SIDE - 1] = drift[count - SIDE :] = 0
    place = int(drift.argmax()) + 1
    before, after = logs[:place], logs[place:]
    step = float(np.median(after) - np.median(before))
    if abs(step) < np.log(FACTOR):
        return None
    near = float(np.median(after[:NEAR]) - np.median(before[-NEAR:]))
    middle = (np.median(after) + np.median(before)) / 2
    rising = 1 if step > 0 else -1
    wrong = [np.mean(rising * (before - middle) > 0), np.mean(rising * (after - middle) < 0)]
    if max(wrong) > WRONG or near / step < 1 / 2:
        return None
    return Jump(place, float(np.exp(np.median(before))), float(np.exp(np.median(after))))
