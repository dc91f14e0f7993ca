"""Metrics of label sets for many resamples at once; see :mod:`mlbench.evaluation.weighted`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from mlbench.models.label_metrics import Aligned

Array = npt.NDArray[np.float64]


def right_sets(both: Aligned) -> Array:
    """Return 1 for each row whose whole set is right."""
    return np.asarray((both.truth == both.predicted).all(axis=1), dtype=np.float64)


def wrong_share(both: Aligned) -> Array:
    """Return the share of the labels of each row that are wrong."""
    if not both.labels:
        return np.zeros(len(both.truth))
    return np.asarray((both.truth != both.predicted).mean(axis=1), dtype=np.float64)


def f1_of_rows(both: Aligned) -> Array:
    """Return the F1 of each row; 1 for an empty set that is predicted as such."""
    hits = (both.truth & both.predicted).sum(axis=1)
    named = both.truth.sum(axis=1) + both.predicted.sum(axis=1)
    return np.where(named > 0, 2 * hits / np.maximum(named, 1), 1.0)


def ranking_of_rows(both: Aligned) -> Array:
    """Return the label ranking average precision of each row; 1 without true labels."""
    truth, scores = both.truth, both.probabilities
    found = np.zeros(len(truth))
    for k in range(len(both.labels)):
        above = scores >= scores[:, [k]]
        rank, hits = above.sum(axis=1), (above & truth).sum(axis=1)
        found += np.where(truth[:, k], hits / np.maximum(rank, 1), 0.0)
    true = truth.sum(axis=1)
    return np.where(true > 0, found / np.maximum(true, 1), 1.0)


def pairs_of_rows(both: Aligned) -> tuple[Array, Array]:
    """Return of each row twice the right labels, and the true and predicted ones."""
    hits = 2 * (both.truth & both.predicted).sum(axis=1)
    named = both.truth.sum(axis=1) + both.predicted.sum(axis=1)
    return hits.astype(np.float64), named.astype(np.float64)


#: Metrics that are a mean over rows.
OF_ROWS: dict[str, Callable[[Aligned], Array]] = {
    "f1_samples": f1_of_rows,
    "subset_accuracy": right_sets,
    "hamming_loss": wrong_share,
    "label_ranking": ranking_of_rows,
}
