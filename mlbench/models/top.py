"""The rows that a model ranks first: how many of them are hits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: Metrics of the rows that are ranked first, and which share of all rows these are.
TOPS = {"precision_top_1": 0.01, "precision_top_5": 0.05, "precision_top_10": 0.1}


def precision_of_top(
    member: npt.NDArray[np.bool_],
    score: npt.NDArray[np.float64],
    weight: npt.NDArray[np.float64],
    share: float,
) -> float:
    """Return the share of hits among the rows of the highest scores.

    Rows of one score share its hits, so that their order has no effect; where the top ends
    within them, or within a row, a part of it counts.

    Parameters
    ----------
    member, score, weight : arrays of shape (rows,)
        Hits, scores, and how much each row counts.
    share : float
        The part of the whole weight that the top is, in (0, 1].

    Examples
    --------
    >>> hits, score = np.array([True, True, False, False]), np.array([0.9, 0.5, 0.8, 0.1])
    >>> precision_of_top(hits, score, np.ones(4), 0.5)
    0.5
    """
    levels, place = np.unique(-score, return_inverse=True)
    hits, rows = (
        np.cumsum(np.bincount(place, weights=each, minlength=len(levels)))
        for each in (weight * member, weight)
    )
    top = share * rows[-1]
    with np.errstate(invalid="ignore"):
        return float(np.interp(top, np.r_[0.0, rows], np.r_[0.0, hits]) / top)
