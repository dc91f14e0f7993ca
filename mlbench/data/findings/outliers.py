"""MB116: numbers far away from all others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.findings.look import Look, bounded, quoted
from mlbench.data.findings.placeholders import numbers_apart
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity

#: So many robust standard deviations from the median is far.
FAR = 10.0
#: And at least so many times as far as any value that is not; in logarithms, too.
TIMES, TIMES_LOG = 2.0, 1.5
#: More of them than this share are no outliers but a second kind of row.
SHARE = 0.005
#: Fewer values than this show no usual range.
FEWEST = 30
_NORMAL_IQR = 1.349


def outliers(look: Look) -> Iterator[Finding]:
    """MB116: a few numbers far away from all others.

    Far from the median by the interquartile range, and twice as far as the next value,
    so that a long tail is no finding. Numbers from 0 must be so in logarithms as well.
    """
    known = {each.name: each.value for each in numbers_apart(look)}
    table = look.numbers
    low, high = table.min(), table.max()
    middle = table.quantile([0.25, 0.5, 0.75]) if len(table.columns) else table
    found = []
    for name in table.columns[_reaches_far(middle, low, high)]:
        values = table[name].dropna()
        values = values[values != known[name]] if name in known else values
        odd = _far_away(values)
        if odd is None:
            continue
        place = int(odd.sub(values.median()).abs().argmax())
        rest = values.drop(odd.index)
        found.append(
            Finding(
                "MB116",
                "outliers",
                Severity.WARNING,
                quoted(name),
                f"{len(odd):,} of {len(values):,} values lie far outside, as "
                f"{number_text(float(odd.iloc[place]))} in row {int(odd.index[place]) + 1:,}; all "
                f"others are in [{number_text(rest.min())}, {number_text(rest.max())}]"
                f"{look.of_how_many}.",
                "See whether they are slips of a unit or a comma; the mean and the scale follow "
                "them.",
            )
        )
    yield from bounded(found)


def _reaches_far(middle: pd.DataFrame, low: pd.Series, high: pd.Series) -> npt.NDArray[np.bool_]:
    if middle.empty:
        return np.zeros(middle.shape[1], dtype=bool)
    quarter, median, three = middle.to_numpy()
    scale = (three - quarter) / _NORMAL_IQR
    reach = np.maximum(high.to_numpy() - median, median - low.to_numpy())
    far: npt.NDArray[np.bool_] = (scale > 0) & (reach > FAR * scale)
    return far


def _far_away(values: pd.Series) -> pd.Series | None:
    """Return the values far from all others, if they are few and stand apart."""
    if len(values) < FEWEST:
        return None
    odd = _apart(values.to_numpy(), TIMES)
    if odd is not None and values.min() >= 0:
        positive = values.to_numpy()
        floor = np.median(positive) / 100
        logs = _apart(np.log(positive + floor) if floor > 0 else positive, TIMES_LOG)
        odd = None if logs is None else odd & logs
    if odd is None or not 0 < odd.sum() <= max(1, SHARE * len(values)):
        return None
    return values[odd]


def _apart(values: npt.NDArray[np.float64], times: float) -> npt.NDArray[np.bool_] | None:
    quarter, median, three = np.quantile(values, [0.25, 0.5, 0.75])
    scale = (three - quarter) / _NORMAL_IQR
    distance = np.abs(values - median)
    order = np.sort(distance[distance > FAR * scale / 2])
    if scale <= 0 or not len(order) or order[-1] <= FAR * scale:
        return None
    steps = np.concatenate([[FAR * scale / 2], order])
    places = np.flatnonzero((steps[1:] >= times * steps[:-1]) & (steps[1:] > FAR * scale))
    if not len(places):
        return None
    apart: npt.NDArray[np.bool_] = distance >= order[places[0]]
    return apart
