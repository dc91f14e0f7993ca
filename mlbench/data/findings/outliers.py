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
TIMES = 2.0
#: More of them than this share are no outliers but a second kind of row.
SHARE = 0.005
#: Fewer values than this show no usual range.
FEWEST = 30
_NORMAL_IQR = 1.349


def outliers(look: Look) -> Iterator[Finding]:
    """MB116: a few numbers far away from all others.

    Far from the median by the interquartile range, and twice as far as the next value;
    in logarithms they must stand apart as well, so that a long tail is no finding.
    """
    known = {each.name: each.value for each in numbers_apart(look)}
    table = look.numbers
    low, high = table.min(), table.max()
    middle = table.quantile([0.25, 0.5, 0.75]) if len(table.columns) else table
    found = []
    for name in table.columns[_reaches_far(middle, low, high)]:
        values = table[name].dropna()
        values = values[values != known[name]] if name in known else values
        odd = find_outliers(values)
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


def find_outliers(values: pd.Series) -> pd.Series | None:
    """Return the values far from all others, if they are few and stand apart."""
    if len(values) < FEWEST:
        return None
    plain = values.to_numpy()
    quarter, median, three = np.quantile(plain, [0.25, 0.5, 0.75])
    scale = (three - quarter) / _NORMAL_IQR
    distance = np.abs(plain - median)
    order = np.sort(distance)
    ahead = np.flatnonzero((order[1:] >= TIMES * order[:-1]) & (order[1:] > FAR * scale))
    if scale <= 0 or not len(ahead):
        return None
    odd: npt.NDArray[np.bool_] = distance >= order[ahead[0] + 1]
    if odd.sum() > max(1, SHARE * len(plain)) or not _apart_in_logarithms(plain, odd, scale):
        return None
    return values[odd]


def _apart_in_logarithms(
    plain: npt.NDArray[np.float64], odd: npt.NDArray[np.bool_], scale: float
) -> bool:
    """Return whether values stand apart where a long tail becomes a short one."""
    median = np.median(plain)
    positive = plain.min() >= 0 and median > 0
    logs = np.log(plain + median / 100) if positive else np.arcsinh((plain - median) / scale)
    distance = np.abs(logs - np.median(logs))
    # a small number is far from others in logarithms, and says nothing about large ones
    same_side = np.isin(plain > median, plain[odd] > median)
    return bool(distance[odd].min() >= TIMES * distance[~odd & same_side].max())
