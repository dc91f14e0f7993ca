"""DeLong's test of two correlated areas under the ROC curve.

E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, "Comparing the areas under two or more
correlated receiver operating characteristic curves", Biometrics 44 (1988) 837-845; computed
by mid-ranks as X. Sun and W. Xu, IEEE Signal Processing Letters 21 (2014) 1389-1393, show.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, rankdata

from mlbench.evaluation.weighted import Array

#: Members of each class below which the covariances are not defined.
_FEWEST = 2


def delong_p_value(member: npt.NDArray[np.bool_], one: Array, two: Array) -> float | None:
    """Return the p-value of the hypothesis that two scores have the same area.

    Parameters
    ----------
    member : array of shape (rows,)
        Which rows belong to the positive class.
    one, two : array of shape (rows,)
        The scores; greater means more likely positive.

    Returns
    -------
    float or None
        In [0, 1]; None with fewer than two rows of a class.

    Examples
    --------
    >>> member = np.array([True, True, True, False, False, False])
    >>> score = np.array([0.9, 0.8, 0.3, 0.4, 0.2, 0.1])
    >>> delong_p_value(member, score, score)
    1.0
    """
    if min(np.count_nonzero(member), np.count_nonzero(~member)) < _FEWEST:
        return None
    parts = [_components(member, score) for score in (one, two)]
    areas = [float(np.mean(hits)) for hits, _ in parts]
    shared = [np.cov(np.stack([one, two])) / len(one) for one, two in zip(*parts, strict=True)]
    covariance = shared[0] + shared[1]
    variance = float(covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])
    difference = abs(areas[0] - areas[1])
    if difference == 0:
        return 1.0
    return float(2 * norm.sf(difference / np.sqrt(variance))) if variance > 0 else 0.0


def _components(member: npt.NDArray[np.bool_], score: Array) -> tuple[Array, Array]:
    """Return the share of negatives below each positive, and of positives above each negative."""
    hits, misses = score[member], score[~member]
    together = rankdata(np.concatenate([hits, misses]))
    below = (together[: len(hits)] - rankdata(hits)) / len(misses)
    above = 1 - (together[len(hits) :] - rankdata(misses)) / len(hits)
    return below, above
