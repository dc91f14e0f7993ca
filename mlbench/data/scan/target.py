"""How the target is distributed over all rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlbench.data.dataset import Dataset
from mlbench.data.scan.counting import TOP
from mlbench.data.scan.distributions import BINS
from mlbench.data.scan.rows import opened
from mlbench.data.scan.scan import figures_of
from mlbench.data.scan.sides import whole_of
from mlbench.data.scan.tally import Bins, tally


@dataclass(frozen=True)
class TargetCounts:
    """How many rows have which value of the target.

    Parameters
    ----------
    rows : int
        The number of rows.
    counts : tuple of int
        Rows per class, the most frequent first; or per bin.
    labels : tuple of str
        The classes, at most 20; empty for a quantity.
    edges : tuple of float
        The edges of the bins of a quantity; empty for classes.
    ends_and_median : tuple of float
        The least value of a quantity, its median, and the greatest.
    is_median_estimate : bool
        Whether the median is no exact one.
    """

    rows: int
    counts: tuple[int, ...]
    labels: tuple[str, ...] = ()
    edges: tuple[float, ...] = ()
    ends_and_median: tuple[float, ...] = ()
    is_median_estimate: bool = False


def count_target(dataset: Dataset) -> TargetCounts:
    """Count the target of all rows, on disk where a sample of them is held."""
    name = str(dataset.target)
    with opened(whole_of(dataset, [name])) as rows:
        if dataset.classes:
            counted = tally(rows, {name: Bins(values=tuple(dataset.classes))})[name].counts[0]
            best = np.argsort(-counted, kind="stable")[:TOP]
            labels = tuple(str(dataset.classes[place]) for place in best)
            return TargetCounts(rows.rows, tuple(counted[best].tolist()), labels)
        about = figures_of(rows, [name])[name]
        ends = np.array([about.minimum, about.maximum], dtype="float64")
        edges = tuple(np.histogram_bin_edges(ends, bins=BINS).tolist())
        counts = tally(rows, {name: Bins(edges=edges)})[name].counts[0]
    low, high = ends.tolist()
    return TargetCounts(
        rows.rows,
        tuple(counts.tolist()),
        edges=edges,
        ends_and_median=(low, about.quantiles[0.5], high),
        is_median_estimate="quantiles" in about.estimates,
    )
