"""Percentile intervals by the bootstrap (Efron 1979), paired between model and baseline."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mlbench.evaluation.weighted import Array, weighted_metric
from mlbench.models.metrics import Metric
from mlbench.models.outputs import Outputs
from mlbench.statements import Estimate

#: Cells of a matrix of weights that is worked on at once: 16 MB of float64.
_CELLS = 2_000_000
#: An interval is given when at least this share of the resamples defines the figure.
_DEFINED = 0.8


@dataclass(frozen=True)
class Measured:
    """One metric of model and baseline on the same rows.

    Attributes
    ----------
    metric : Metric
        What was measured.
    model, baseline : Estimate
        The figures with their intervals.
    gain : Estimate
        By how much the model is better than the baseline, resample by resample.
    """

    metric: Metric
    model: Estimate
    baseline: Estimate
    gain: Estimate

    @property
    def is_better(self) -> bool:
        """Whether the whole interval of the gain lies above 0."""
        low = self.gain.value if self.gain.low is None else self.gain.low
        return low > 0


def measure(
    metrics: Sequence[Metric],
    truth: npt.NDArray[Any],
    model: Outputs,
    baseline: Outputs,
    *,
    weight: Array | None = None,
    bootstraps: int,
    confidence: float,
    seed: int,
) -> list[Measured]:
    """Measure model and baseline by several metrics, with paired intervals.

    Parameters
    ----------
    metrics : sequence of Metric
        What to measure.
    truth : array of shape (rows,)
        The target.
    model, baseline : Outputs
        Predictions for these rows.
    weight : array of shape (rows,), optional
        How much each row counts; all the same without.
    bootstraps : int
        Number of resamples, in [2, inf).
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Seed of the resamples, in [0, inf).
    """
    both = [
        [weighted_metric(metric.name, truth, outputs, weight) for outputs in (model, baseline)]
        for metric in metrics
    ]
    drawn: list[list[list[Array]]] = [[[], []] for _ in metrics]
    with warnings.catch_warnings():
        # a resample without a class has no figure for it, which is seen below
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        for drawn_rows in resamples(len(truth), bootstraps, seed):
            for place, pair in enumerate(both):
                for side, compute in enumerate(pair):
                    drawn[place][side].append(compute(drawn_rows))
    found = []
    for metric, (a, b) in zip(metrics, drawn, strict=True):
        values = [float(metric.compute(truth, each, weight)) for each in (model, baseline)]
        found.append(_measured(metric, values, np.concatenate(a), np.concatenate(b), confidence))
    return found


def resamples(rows: int, number: int, seed: int) -> Iterator[Array]:
    """Yield matrices of weights, a line a resample: how often each row was drawn."""
    generator = np.random.default_rng(seed)
    at_once = max(1, _CELLS // rows)
    for start in range(0, number, at_once):
        lines = min(at_once, number - start)
        draws = (generator.integers(rows, size=rows) for _ in range(lines))
        counts = [np.bincount(draw, minlength=rows) for draw in draws]
        yield np.asarray(counts, dtype=np.float64)


def mean_estimate(
    values: Array, *, weight: Array | None, bootstraps: int, confidence: float, seed: int
) -> Estimate:
    """Return the mean of rows, each counting by its weight, with its percentile interval.

    >>> mean_estimate(np.array([1.0, 1.0]), weight=None, bootstraps=9, confidence=0.9, seed=0)
    Estimate(value=1.0, low=1.0, high=1.0, confidence=0.9)
    """
    counts = np.ones(len(values)) if weight is None else weight
    drawn = [
        (rows @ (values * counts)) / (rows @ counts)
        for rows in resamples(len(values), bootstraps, seed)
    ]
    value = float(np.average(values, weights=counts))
    return percentile_estimate(value, np.concatenate(drawn), confidence)


def _measured(
    metric: Metric, values: Sequence[float], mine: Array, theirs: Array, confidence: float
) -> Measured:
    sign = 1 if metric.greater_is_better else -1
    return Measured(
        metric,
        model=percentile_estimate(values[0], mine, confidence),
        baseline=percentile_estimate(values[1], theirs, confidence),
        gain=percentile_estimate(
            metric.gain(values[0], values[1]), sign * (mine - theirs), confidence
        ),
    )


def percentile_estimate(value: float, drawn: Array, confidence: float) -> Estimate:
    """Return a figure with the percentile interval of its resampled figures.

    >>> percentile_estimate(0.5, np.linspace(0, 1, 101), 0.9)
    Estimate(value=0.5, low=0.05, high=0.95, confidence=0.9)
    """
    defined = drawn[np.isfinite(drawn)]
    if not len(drawn) or len(defined) < _DEFINED * len(drawn):
        return Estimate(value, confidence=confidence)
    tail = (1 - confidence) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Estimate(value, round(float(low), 12), round(float(high), 12), confidence)
