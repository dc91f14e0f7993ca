"""Shares and means with their intervals, and how two of them differ."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import stats

from mlbench.statements import Estimate

#: From here on three decimals say less than four significant digits.
_LARGE = 10


def brief(found: Estimate) -> str:
    """Return a figure with its interval in few digits, for tables with many of them.

    >>> brief(share(8, 10, 0.95)), brief(Estimate(1234.56, 1200.0, 1300.0))
    ('0.800 [0.490, 0.943]', '1,235 [1,200, 1,300]')
    """
    if not math.isfinite(found.value):
        return "-"
    if max(abs(found.value), abs(found.low or 0), abs(found.high or 0)) >= _LARGE:
        return str(found)
    around = "" if found.low is None else f" [{found.low:.3f}, {found.high:.3f}]"
    return f"{found.value:.3f}{around}"


def share(hits: int, rows: int, confidence: float) -> Estimate:
    """Return a share with Wilson's interval (1927); NaN without rows.

    >>> print(share(8, 10, 0.95))
    0.8 [0.4902, 0.9433]
    """
    if not rows:
        return Estimate(math.nan, confidence=confidence)
    found = stats.binomtest(hits, rows).proportion_ci(confidence, method="wilson")
    return Estimate(hits / rows, float(found.low), float(found.high), confidence)


def share_of(
    hits: npt.NDArray[np.bool_], weight: npt.NDArray[np.float64] | None, confidence: float
) -> Estimate:
    """Return the share of hits among rows that count by their weight, with an interval.

    Wilson's interval (1927), for as many rows of equal weight as tell as much: the square of
    the sum over the sum of squares (Kish 1965).

    >>> print(share_of(np.array([True, False]), np.array([3.0, 1.0]), 0.95))
    0.75 [0.1691, 0.9779]
    """
    if weight is None:
        return share(int(hits.sum()), len(hits), confidence)
    if not weight.any():
        return Estimate(math.nan, confidence=confidence)
    found = float(weight @ hits / weight.sum())
    rows = float(weight.sum() ** 2 / (weight**2).sum())
    z = float(stats.norm.ppf((1 + confidence) / 2))
    middle = (found + z**2 / (2 * rows)) / (1 + z**2 / rows)
    reach = math.sqrt(found * (1 - found) / rows + z**2 / (4 * rows**2)) * z / (1 + z**2 / rows)
    return Estimate(found, max(0.0, middle - reach), min(1.0, middle + reach), confidence)


def mean(
    values: npt.NDArray[np.float64],
    confidence: float,
    weight: npt.NDArray[np.float64] | None = None,
) -> Estimate:
    """Return a mean with Student's interval; none with fewer than two values.

    Values that count by a weight tell as much as so many of equal weight (Kish 1965).

    >>> print(mean(np.array([1.0, 2.0, 3.0]), 0.9))
    2 [0.3141, 3.686]
    """
    if len(values) < 2:  # noqa: PLR2004 - a spread takes two
        return Estimate(float(values.mean()) if len(values) else math.nan, confidence=confidence)
    counts = np.ones(len(values)) if weight is None else weight
    alike = float(counts.sum() ** 2 / (counts**2).sum())
    middle = float(np.average(values, weights=counts))
    if alike <= 1:
        return Estimate(middle, confidence=confidence)
    squared = float(np.average((values - middle) ** 2, weights=counts)) * alike / (alike - 1)
    reach = float(stats.t.ppf((1 + confidence) / 2, alike - 1)) * math.sqrt(squared / alike)
    return Estimate(middle, middle - reach, middle + reach, confidence)


def difference(one: Estimate, two: Estimate) -> Estimate:
    """Return ``one - two`` of independent rows, its interval made of theirs.

    Source: the square-and-add method, Newcombe (1998); Zou and Donner (2008).

    >>> print(difference(share(56, 70, 0.95), share(48, 80, 0.95)))
    0.2 [0.05243, 0.3339]
    """
    value = one.value - two.value
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return Estimate(value, confidence=one.confidence)
    low = value - math.hypot(one.value - one.low, two.high - two.value)
    high = value + math.hypot(one.high - one.value, two.value - two.low)
    return Estimate(value, low, high, one.confidence)


def ratio(one: Estimate, two: Estimate) -> Estimate:
    """Return ``one / two`` of independent shares, its interval made of theirs.

    Source: Donner and Zou (2012). Without an interval where a share may well be 0.

    >>> print(ratio(share(56, 70, 0.95), share(48, 80, 0.95)))
    1.333 [1.078, 1.663]
    """
    if not two.value > 0:
        return Estimate(math.nan, confidence=one.confidence)
    value = one.value / two.value
    if not one.low or not one.high or not two.low or not two.high or two.high >= 2 * two.value:
        return Estimate(value, confidence=one.confidence)
    both = one.value * two.value
    low, high = (
        both + sign * math.sqrt(both**2 - a * b * (2 * one.value - a) * (2 * two.value - b))
        for sign, a, b in ((-1, one.low, two.high), (1, one.high, two.low))
    )
    return Estimate(
        value,
        low / (two.high * (2 * two.value - two.high)),
        high / (two.low * (2 * two.value - two.low)),
        one.confidence,
    )
