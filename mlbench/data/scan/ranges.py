"""Bins of numbers that hold about as many rows each, and the quantiles that follow.

The edges come from a sample; all rows are then counted, so what is uncertain is only where
within a bin a quantile lies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mlbench.data.scan.figures import SHARES, ColumnFigures
from mlbench.data.scan.tally import Bins, Counts

#: Numbers are told apart by at most this many bins.
BINS = 256
#: A bin with more rows than this many others holds one value many times: its left edge.
_HEAVY = 3


@dataclass(frozen=True)
class Ranges:
    """Bins of a column's numbers.

    Parameters
    ----------
    bins : Bins
        The bins.
    by_value : bool
        Whether each bin holds one value, its left edge; then quantiles are exact.
    """

    bins: Bins
    by_value: bool

    def quantiles(self, counts: Counts) -> dict[float, float]:
        """Return share -> value, from the rows in each bin; shape (bins,)."""
        edges, rows = np.array(self.bins.edges), int(counts.sum())
        reached = np.cumsum(counts)
        found = {}
        for share in SHARES:
            place = share * max(rows - 1, 0)
            at = int(np.searchsorted(reached, math.floor(place), side="right"))
            after = int(np.searchsorted(reached, math.ceil(place), side="right"))
            if self.by_value:
                part = place - math.floor(place)
            elif counts[at] > _HEAVY * rows / BINS:
                part, after = 0.0, at
            else:
                begun = int(reached[at] - counts[at])
                part, after = (place - begun) / int(counts[at]), at + 1
            found[share] = float(edges[at] + part * (edges[after] - edges[at]))
        return found


def ranges_of(sample: pa.ChunkedArray, about: ColumnFigures) -> Ranges:
    """Return the bins of a column, by what a sample of it shows.

    Parameters
    ----------
    sample : pyarrow.ChunkedArray
        Some of its values.
    about : ColumnFigures
        What is known of all of them: the ends, and the number of different ones.
    """
    assert about.minimum is not None
    assert about.maximum is not None
    values: npt.NDArray[np.float64] = sample.drop_null().to_numpy().astype("float64")
    ends = [about.minimum, about.maximum]
    seen = np.unique(np.concatenate([values, ends]))
    by_value = (
        len(seen) <= BINS and len(seen) == about.distinct and "distinct" not in about.estimates
    )
    if not by_value and len(values):
        inner = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1], method="higher")
        seen = np.unique(np.concatenate([inner, ends]))
    # the greatest value has a bin of its own, and the last edge lies beyond it
    edges = [*seen.tolist(), float(np.nextafter(seen[-1], np.inf))]
    return Ranges(Bins(edges=tuple(edges)), by_value)
