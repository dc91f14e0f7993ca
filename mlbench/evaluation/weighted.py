"""Every metric for many resamples at once.

A bootstrap resample is a weight for each row: how often the row was drawn. With weights
as a matrix of one line a resample, a metric over all resamples is a few products of
matrices, where a loop over scikit-learn's functions would take minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from mlbench.evaluation.label_weighted import OF_ROWS, pairs_of_rows
from mlbench.models.label_metrics import Aligned, aligned
from mlbench.models.outputs import Outputs
from mlbench.models.top import TOPS

Array = npt.NDArray[np.float64]
#: From weights of shape (resamples, rows) to figures of shape (resamples,).
Weighted = Callable[[Array], Array]


def weighted_metric(
    name: str, truth: npt.NDArray[Any], outputs: Outputs, weight: Array | None = None
) -> Weighted:
    """Return the function that computes a metric for weighted rows.

    Parameters
    ----------
    name : str
        A metric of :data:`mlbench.models.metrics.METRICS`.
    truth : array of shape (rows,)
        The target.
    outputs : Outputs
        The predictions for the same rows.
    weight : array of shape (rows,), optional
        What each row counts beyond how often it was drawn.

    Returns
    -------
    callable
        Takes weights of shape (resamples, rows), from 0. A figure that a resample does not
        define is NaN.

    Examples
    --------
    >>> right = weighted_metric("accuracy", np.array([0, 1]), Outputs(np.array([0, 0])))
    >>> right(np.array([[1.0, 1.0], [2.0, 0.0]])).tolist()
    [0.5, 1.0]
    """
    compute = _MAKERS[name](truth, outputs)
    return compute if weight is None else lambda drawn: compute(drawn * weight)


def _mean(per_row: Array) -> Weighted:
    return lambda weights: np.asarray(weights @ per_row / weights.sum(axis=1))


def _ratio(above: Array, below: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(below > 0, above / below, np.nan))


def _nanmean(figures: Array) -> Array:
    return np.asarray(np.nanmean(figures, axis=1), dtype=np.float64)


def _is_last(values: npt.NDArray[Any], outputs: Outputs) -> npt.NDArray[np.bool_]:
    assert outputs.classes is not None
    return np.asarray(values == outputs.classes[-1])


def _accuracy(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    return _mean((truth == outputs.values).astype(np.float64))


def _balanced_accuracy(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    members = (truth[:, None] == np.unique(truth)[None, :]).astype(np.float64)
    right = members * (truth == outputs.values)[:, None]
    return lambda weights: _nanmean(_ratio(weights @ right, weights @ members))


def _f1_of(members: Array, predicted: Array) -> Weighted:
    def compute(weights: Array) -> Array:
        both = weights @ (members * predicted)
        return _nanmean(_ratio(2 * both, weights @ (members + predicted)))

    return compute


def _f1(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    members = _is_last(truth, outputs)[:, None].astype(np.float64)
    predicted = _is_last(outputs.values, outputs)[:, None].astype(np.float64)
    single = _f1_of(members, predicted)
    if not (members + predicted).any():
        return lambda weights: np.zeros(len(weights))
    return single


def _f1_macro(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    if outputs.sets is not None:
        both = aligned(truth, outputs)
        true, said = (
            each[:, both.named].astype(np.float64) for each in (both.truth, both.predicted)
        )
        return _f1_of(true, said) if len(both.named) else _mean(np.ones(len(truth)))
    labels = np.union1d(truth, outputs.values)[None, :]
    members = (truth[:, None] == labels).astype(np.float64)
    return _f1_of(members, (outputs.values[:, None] == labels).astype(np.float64))


def _log_loss(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    column = np.searchsorted(outputs.classes, truth)
    chance = outputs.probabilities[np.arange(len(truth)), column]
    smallest = np.finfo(np.float64).eps
    return _mean(-np.log(np.clip(chance, smallest, 1 - smallest)))


def _brier(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    return _mean((outputs.score - _is_last(truth, outputs)) ** 2)


def _area(member: npt.NDArray[np.bool_], score: Array) -> Weighted:
    """Area under the ROC curve as a rank statistic (Mann and Whitney 1947), ties counted half."""
    order = np.argsort(score, kind="stable")
    starts = _group_starts(score[order])
    positive = member[order].astype(np.float64)

    def compute(weights: Array) -> Array:
        drawn = weights[:, order]
        hits = np.add.reduceat(drawn * positive, starts, axis=1)
        misses = np.add.reduceat(drawn * (1 - positive), starts, axis=1)
        below = np.cumsum(misses, axis=1) - misses
        pairs = hits.sum(axis=1) * misses.sum(axis=1)
        return _ratio((hits * (below + misses / 2)).sum(axis=1), pairs)

    return compute


def _group_starts(ordered: Array) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])


def _roc_auc(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    return _area(_is_last(truth, outputs), outputs.score)


def _roc_auc_ovr(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    areas = [
        _area(truth == label, outputs.probabilities[:, column])
        for column, label in enumerate(outputs.classes)
        if 0 < np.count_nonzero(truth == label) < len(truth)
    ]
    return _mean_of_defined(areas)


def _average_precision(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    if len(outputs.classes) == 2:  # noqa: PLR2004 - two classes
        return _precision_of(_is_last(truth, outputs), outputs.score)
    every = [
        _precision_of(truth == label, outputs.probabilities[:, column])
        for column, label in enumerate(outputs.classes)
        if (truth == label).any()
    ]
    return _mean_of_defined(every)


def _average_precision_macro(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    both = aligned(truth, outputs)
    every = [_precision_of(both.truth[:, k], both.probabilities[:, k]) for k in both.occurring]
    return _mean_of_defined(every)


def _mean_of_defined(every: list[Weighted]) -> Weighted:
    """Return the mean of several figures, each left out where a resample does not define it."""
    if not every:
        return lambda weights: np.full(len(weights), np.nan)
    return lambda weights: _nanmean(np.stack([one(weights) for one in every], axis=1))


def _f1_micro(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    hits, named = pairs_of_rows(aligned(truth, outputs))
    return lambda weights: np.nan_to_num(_ratio(weights @ hits, weights @ named), nan=1.0)


def _of_rows(per_row: Callable[[Aligned], Array]) -> Callable[..., Weighted]:
    return lambda truth, outputs: _mean(per_row(aligned(truth, outputs)))


def _precision_of(member: npt.NDArray[np.bool_], score: Array) -> Weighted:
    order = np.argsort(-score, kind="stable")
    starts = _group_starts(score[order])
    positive = member[order].astype(np.float64)

    def compute(weights: Array) -> Array:
        drawn = weights[:, order]
        hits = np.add.reduceat(drawn * positive, starts, axis=1)
        chosen = np.cumsum(np.add.reduceat(drawn, starts, axis=1), axis=1)
        precision = np.divide(np.cumsum(hits, axis=1), chosen, where=chosen > 0, out=0 * chosen)
        return _ratio((precision * hits).sum(axis=1), hits.sum(axis=1))

    return compute


def _top(share: float) -> Callable[[npt.NDArray[Any], Outputs], Weighted]:
    def maker(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
        order = np.argsort(-outputs.score, kind="stable")
        starts = _group_starts(outputs.score[order])
        positive = _is_last(truth, outputs)[order].astype(np.float64)

        def compute(weights: Array) -> Array:
            drawn = weights[:, order]
            hits = np.cumsum(np.add.reduceat(drawn * positive, starts, axis=1), axis=1)
            rows = np.cumsum(np.add.reduceat(drawn, starts, axis=1), axis=1)
            tops = share * rows[:, -1]
            found = [
                np.interp(top, np.r_[0.0, row], np.r_[0.0, hit])
                for top, row, hit in zip(tops, rows, hits, strict=True)
            ]
            return _ratio(np.array(found), tops)

        return compute

    return maker


def _errors(truth: npt.NDArray[Any], outputs: Outputs) -> Array:
    return np.asarray(outputs.values - truth, dtype=np.float64)


def _rmse(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    squared = _mean(_errors(truth, outputs) ** 2)
    return lambda weights: np.sqrt(squared(weights))


def _mae(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    return _mean(np.abs(_errors(truth, outputs)))


def _r2(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    squared = _mean(_errors(truth, outputs) ** 2)
    centred = truth - truth.mean()  # the variance below would else lose digits
    mean, second = _mean(centred), _mean(centred**2)

    def compute(weights: Array) -> Array:
        return 1 - _ratio(squared(weights), second(weights) - mean(weights) ** 2)

    return compute


def _median_ae(truth: npt.NDArray[Any], outputs: Outputs) -> Weighted:
    errors = np.abs(_errors(truth, outputs))
    order = np.argsort(errors, kind="stable")
    ordered = errors[order]

    def compute(weights: Array) -> Array:
        reached = np.cumsum(weights[:, order], axis=1)
        total = reached[:, -1:]
        lower = (reached >= total / 2).argmax(axis=1)
        upper = (reached > total / 2).argmax(axis=1)
        return np.asarray((ordered[lower] + ordered[upper]) / 2)

    return compute


_MAKERS: dict[str, Callable[[npt.NDArray[Any], Outputs], Weighted]] = {
    "roc_auc": _roc_auc,
    "average_precision": _average_precision,
    **{name: _top(share) for name, share in TOPS.items()},
    "accuracy": _accuracy,
    "balanced_accuracy": _balanced_accuracy,
    "f1": _f1,
    "f1_macro": _f1_macro,
    "roc_auc_ovr": _roc_auc_ovr,
    "log_loss": _log_loss,
    "brier": _brier,
    "rmse": _rmse,
    "mae": _mae,
    "median_ae": _median_ae,
    "r2": _r2,
    "average_precision_macro": _average_precision_macro,
    "f1_micro": _f1_micro,
    **{name: _of_rows(per_row) for name, per_row in OF_ROWS.items()},
}
