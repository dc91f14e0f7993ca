"""The search for slices: every part of every feature, and pairs of the telling ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.errors import shorten
from mlbench.evaluation.parts import Members, parts_of
from mlbench.evaluation.rates import mean, share
from mlbench.evaluation.slices import FAR, Slices
from mlbench.models.facts import FeatureFacts
from mlbench.statements import Estimate

#: A slice has at least this many rows, and at least this share of them.
FEWEST_ROWS = 20
FEWEST_SHARE = 0.01
#: Features looked at one by one, and those whose pairs are looked at.
FEATURES, PAIRED = 60, 8
#: A pair found automatically has this much more error than either of its parts alone.
ABOVE_PARTS = 1.25
#: Of pairs that share so much of their rows (Jaccard) the worst is kept, of at most so many.
OVERLAP, MOST_PAIRS = 0.5, 200

_COLUMNS = ["slice", "feature", "rows", "error", "low", "high", "ratio", "sure"]

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Part:
    label: str
    feature: str
    members: Members
    error: float

    def and_other(self, other: _Part, errors: Numbers) -> _Part:
        members = self.members & other.members
        error = float(errors[members].mean()) if members.any() else 0.0
        feature = f"{self.feature} and {other.feature}"
        return _Part(f"{self.label} and {other.label}", feature, members, error)


def slices_of(
    X: pd.DataFrame,
    errors: Numbers,
    features: Sequence[FeatureFacts],
    *,
    what: str,
    confidence: float,
    named: bool = False,
) -> Slices:
    """Gather errors by category and by range of each feature, and of pairs of features.

    Parameters
    ----------
    X : pandas.DataFrame of shape (rows, features)
        Test rows.
    errors : array of shape (rows,)
        0 or 1 for a wrong label, or the absolute error.
    features : sequence of FeatureFacts
        The features to slice by; the first 60 are.
    what : str
        What the errors are, for axes.
    confidence : float
        Coverage of the intervals, in (0, 1).
    named : bool
        Whether somebody asked for these features: then every pair of their parts is kept,
        otherwise only pairs that are worse than either part.
    """
    fewest = max(FEWEST_ROWS, int(np.ceil(FEWEST_SHARE * len(X))))
    every = [
        _Part(f"{shorten(f.name, 26)} {label}", f.name, members, float(errors[members].mean()))
        for f in features[:FEATURES]
        for label, members in parts_of(X[f.name], f)
    ]
    single = [part for part in every if fewest <= part.members.sum() < len(X)]
    left_out = sum(part.members.sum() < fewest for part in every)
    pairs = list(_pairs(single, errors, fewest))
    worse = sorted((p for p, above in pairs if above >= ABOVE_PARTS), key=lambda p: -p.error)
    kept = [pair for pair, _ in pairs] if named else _distinct(worse[:MOST_PAIRS])
    looked_at = len(single) + len(pairs)
    overall = float(errors.mean())
    found = sorted([*single, *kept], key=lambda part: (-part.error, -part.members.sum()))
    lines = [_line(part, errors, overall, looked_at, confidence) for part in found]
    table = pd.DataFrame(lines, columns=_COLUMNS).astype({"sure": bool})
    table["sure"] = _first_of_their_rows(found, table["sure"].to_list())
    names = tuple(feature.name for feature in features) if named else ()
    return Slices(table, overall, what, looked_at, int(left_out), confidence, names)


def _pairs(single: Sequence[_Part], errors: Numbers, fewest: int) -> Iterator[tuple[_Part, float]]:
    """Yield parts of two features, with how much more error each has than its worse half."""
    by_feature: dict[str, list[_Part]] = {}
    for part in single:
        by_feature.setdefault(part.feature, []).append(part)
    telling = sorted(by_feature, key=lambda name: -_spread(by_feature[name]))[:PAIRED]
    for one, two in combinations(telling, 2):
        for first in by_feature[one]:
            for second in by_feature[two]:
                pair = first.and_other(second, errors)
                if pair.members.sum() >= fewest:
                    worse = max(first.error, second.error)
                    yield pair, pair.error / worse if worse else 0.0


def _distinct(pairs: Sequence[_Part]) -> list[_Part]:
    """Return pairs, the worst first, without those that are mostly the rows of a worse one."""
    kept = _first_of_their_rows(pairs, [True] * len(pairs))
    return [pair for pair, first in zip(pairs, kept, strict=True) if first]


def _first_of_their_rows(parts: Sequence[_Part], wanted: Sequence[bool]) -> list[bool]:
    """Return which of the wanted parts are not mostly the rows of a wanted one before them."""
    before: list[Members] = []
    first = []
    for part, is_wanted in zip(parts, wanted, strict=True):
        new = is_wanted and all(_overlap(part.members, rows) < OVERLAP for rows in before)
        first.append(new)
        if new:
            before.append(part.members)
    return first


def _overlap(one: Members, two: Members) -> float:
    return float((one & two).sum() / (one | two).sum())


def _spread(parts: Sequence[_Part]) -> float:
    """Return how much errors differ between the parts of a feature, weighted by rows."""
    sizes = np.array([part.members.sum() for part in parts], dtype=np.float64)
    means = np.array([part.error for part in parts])
    centre = np.average(means, weights=sizes)
    return float(np.average((means - centre) ** 2, weights=sizes))


def _line(
    part: _Part, errors: Numbers, overall: float, looked_at: int, confidence: float
) -> tuple[object, ...]:
    some = errors[part.members]
    around = interval(some, confidence)
    # the worst of many slices looks bad by chance alone: Bonferroni's correction
    careful = interval(some, 1 - (1 - confidence) / looked_at)
    ratio = around.value / overall if overall else 1.0
    sure = careful.low is not None and careful.low > FAR * overall
    rows = len(some)
    return part.label, part.feature, rows, around.value, around.low, around.high, ratio, sure


def interval(errors: Numbers, confidence: float) -> Estimate:
    """Return a mean error with its interval.

    Parameters
    ----------
    errors : array of shape (rows,)
        Wrong or right as 1 or 0 (Wilson's interval, 1927), or distances (Student's).
    confidence : float
        Coverage, in (0, 1).

    Examples
    --------
    >>> print(interval(np.array([0.0, 1.0] * 50), 0.95))
    0.5 [0.4038, 0.5962]
    """
    if np.isin(errors, (0.0, 1.0)).all():
        return share(int(errors.sum()), len(errors), confidence)
    found = mean(errors, confidence)
    assert found.low is not None
    return Estimate(found.value, max(0.0, found.low), found.high, confidence)
