"""MB124: columns that together add up to the target."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mlbench.data.findings.look import Look, NotJudged
from mlbench.errors import listing
from mlbench.statements import Finding, number_text
from mlbench.vocabulary import Severity

#: Of more numeric columns than this nothing is tried; so many training rows are looked at.
COLUMNS, ROWS, FEWEST = 200, 2000, 50
#: More parts than this are a good model rather than a sum.
PARTS = 6
#: What is left of the target's spread where columns add up to it, as a share.
LEFT = 1e-4
#: A column takes part from this share of the target's spread.
PART = 1e-3

Floats = npt.NDArray[np.float64]


def adds_up(look: Look) -> Iterator[Finding | NotJudged]:
    """MB124: two to six columns whose weighted sum is the target.

    Least squares over all numeric columns on half of the rows must tell the other half
    to the fourth digit.
    """
    dataset = look.dataset
    if dataset.target is None or dataset.classes is not None:
        yield NotJudged("MB124", "the target is no quantity")
        return
    ids = dataset.train_rows
    if len(ids) > ROWS:
        ids = np.sort(np.random.default_rng(0).choice(ids, ROWS, replace=False))
    names = [name for name in look.numbers.columns if look.columns.at[name, "missing"] == 0]
    if not 2 <= len(names) <= COLUMNS or len(ids) < max(FEWEST, 4 * len(names)):  # noqa: PLR2004
        yield NotJudged("MB124", "there are too few rows for so many numeric columns")
        return
    X = dataset.frame[names].iloc[ids].to_numpy(dtype="float64")
    y = dataset.y.iloc[ids].to_numpy(dtype="float64")
    parts = _parts(X, y)
    if not 2 <= len(parts) <= PARTS:  # noqa: PLR2004 - one column alone is MB122
        return
    told = [f"{number_text(weight)} * {names[place]}" for place, weight in parts.items()]
    yield Finding(
        "MB124",
        "columns that add up to the target",
        Severity.CRITICAL,
        listing([names[place] for place in parts]),
        f"'{dataset.target}' is {' + '.join(told)} (and a constant) in all of {len(y):,} training "
        "rows looked at.",
        "Leave them out unless they are known when the target is not.",
    )


def _parts(X: Floats, y: Floats) -> dict[int, float]:
    """Return the weights by column where the columns tell the target, else none."""
    spread, scale = y.std(), X.std(axis=0)
    use = np.flatnonzero(scale > 0)
    if not spread or not len(use):
        return {}
    Z = (X[:, use] - X[:, use].mean(axis=0)) / scale[use]
    target = (y - y.mean()) / spread
    order = np.random.default_rng(0).permutation(len(y))
    one, other = np.array_split(order, 2)
    weights = np.linalg.lstsq(Z[one], target[one], rcond=None)[0]
    if np.abs(Z[other] @ weights - target[other]).max() > LEFT:
        return {}
    taken = np.abs(weights) > PART
    return {
        int(use[place]): float(weights[place] * spread / scale[use[place]])
        for place in np.flatnonzero(taken)
    }
