"""Whether one model is better than another on the same rows, from stored predictions alone."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binomtest

from mlbench.data.label_sets import indicators, label_names
from mlbench.evaluation.bootstrap import measure
from mlbench.evaluation.delong import delong_p_value
from mlbench.judgement import JudgedMetric, Judgement, SignificanceTest
from mlbench.models.metrics import metrics_for
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Task

_PROBABILITY = "probability_"
#: Rows times resamples that are drawn at most: some seconds of work.
_DRAWS = 100_000_000
_FEWEST_BOOTSTRAPS = 200
_DELONG = "DeLong et al. 1988; Sun and Xu 2014"
_EQUAL_AREAS = "Areas under the ROC curve, with their covariance."


def judge(
    reference: pd.DataFrame,
    other: pd.DataFrame,
    *,
    task: str,
    metric: str = "",
    bootstraps: int = 2000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Judgement:
    """Judge two tables of predictions against each other.

    Parameters
    ----------
    reference, other : pandas.DataFrame
        One row a held-out row: ``row``, ``truth``, ``prediction`` and, for classes,
        ``probability_<label>``, as the evaluate template saves them.
    task : str
        ``binary``, ``multiclass``, ``multilabel`` or ``regression``.
    metric : str
        The metric that comes first; left out, the task's default.
    bootstraps : int
        Resamples of the rows, in [200, inf); fewer are drawn when there are very many rows.
    confidence : float
        Coverage of the intervals, in (0, 1).
    seed : int
        Of the resamples, in [0, inf).

    Returns
    -------
    Judgement
        With a reason instead of figures where the two can't be paired.

    Notes
    -----
    Every metric gets the percentile interval of its paired difference (Efron 1979). For
    classes McNemar's test (1947) is exact, by the binomial distribution; for two classes
    DeLong's test (1988) compares the areas under the ROC curve.

    Examples
    --------
    >>> truth, guess = [1.0, 2.0, 3.0], [1.0, 2.0, 4.0]
    >>> table = pd.DataFrame({"row": range(3), "truth": truth, "prediction": guess})
    >>> judged = judge(table, table, task="regression", bootstraps=200)
    >>> judged.metrics[0].label, judged.metrics[0].gain.value, judged.metrics[0].verdict
    ('RMSE', 0.0, 'noise')
    """
    pair = _paired(reference, other)
    if isinstance(pair, str):
        return Judgement(reason=pair)
    one, two = pair
    truth = one["truth"].to_numpy()
    outputs = [_outputs(table, Task(task)) for table in (one, two)]
    if any(each is None for each in outputs):
        return Judgement(reason="The two runs predict different classes.")
    mine, theirs = (each for each in outputs if each is not None)
    drawn = max(_FEWEST_BOOTSTRAPS, min(bootstraps, _DRAWS // len(one)))
    known = (m for m in metrics_for(Task(task)) if not m.on_request or m.name == metric)
    ordered = sorted(known, key=lambda each: each.name != metric)
    with warnings.catch_warnings():
        # rows of one class leave some metrics without a figure, which the table shows
        warnings.filterwarnings("ignore", module="sklearn.metrics")
        how = {"bootstraps": drawn, "seed": seed}
        weight = _weight(one, two)
        measured = measure(
            ordered, truth, theirs, mine, weight=weight, confidence=confidence, **how
        )
    return Judgement(
        rows=len(one),
        metrics=tuple(
            JudgedMetric(m.metric.name, m.metric.label, m.baseline, m.model, m.gain)
            for m in measured
        ),
        tests=tuple(_tests(truth, mine, theirs, Task(task))),
        notes=tuple(_notes(reference, other, one)),
    )


def _paired(
    reference: pd.DataFrame, other: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame] | str:
    """Return both tables for the rows that they share, in one order, or why that can't be."""
    tables = [table.set_index("row") for table in (reference, other)]
    if not all(table.index.is_unique for table in tables):
        return "A row was predicted more than once, so rows can't be paired."
    common = tables[0].index.intersection(tables[1].index)
    if common.empty:
        return "The two runs held out different rows."
    one, two = (table.loc[common] for table in tables)
    if not np.array_equal(one["truth"].to_numpy(), two["truth"].to_numpy()):
        return "The two runs were evaluated against different targets."
    return one, two


def _weight(one: pd.DataFrame, two: pd.DataFrame) -> npt.NDArray[np.float64] | None:
    """Return how much rows count, where both runs say so alike."""
    if "weight" not in one or "weight" not in two or len(one) == 0:
        return None
    mine, theirs = (table["weight"].to_numpy(dtype=np.float64) for table in (one, two))
    alike = np.allclose(mine / mine.mean(), theirs / theirs.mean()) if mine.any() else False
    return mine if alike and theirs.any() else None


def _outputs(table: pd.DataFrame, task: Task) -> Outputs | None:
    values = table["prediction"].to_numpy()
    if task is Task.REGRESSION:
        return Outputs(np.asarray(values, dtype=np.float64))
    truth = table["truth"].to_numpy()
    if task is Task.MULTILABEL:
        return _of_sets(table)
    columns = [str(name) for name in table.columns if str(name).startswith(_PROBABILITY)]
    names = [name.removeprefix(_PROBABILITY) for name in columns]
    seen = {str(label): label for label in pd.unique(np.append(truth, values))}
    if not columns or not set(seen) <= set(names):
        return None
    # a class that none of these rows shows gets the type of the others
    of_type = (lambda name: name == "True") if truth.dtype.kind == "b" else type(truth[0])
    classes = np.asarray([seen.get(n, of_type(n)) for n in names], dtype=truth.dtype)
    return Outputs(values, table[columns].to_numpy(dtype=np.float64), classes)


def _of_sets(table: pd.DataFrame) -> Outputs | None:
    """Return predictions of label sets; what was predicted need not follow from one half."""
    columns = [str(name) for name in table.columns if str(name).startswith(_PROBABILITY)]
    labels = [name.removeprefix(_PROBABILITY) for name in columns]
    if not columns or not set(label_names(table["prediction"])) <= set(labels):
        return None
    return Outputs(
        table["prediction"].to_numpy(),
        table[columns].to_numpy(dtype=np.float64),
        np.asarray(labels, dtype=np.str_),
        indicators(table["prediction"], labels),
    )


def _tests(
    truth: npt.NDArray[Any], mine: Outputs, theirs: Outputs, task: Task
) -> list[SignificanceTest]:
    if task is Task.REGRESSION:
        return []
    tests = [_mcnemar(truth == mine.values, truth == theirs.values)]
    if task is Task.BINARY and mine.classes is not None:
        p_value = delong_p_value(truth == mine.classes[-1], mine.score, theirs.score)
        if p_value is not None:
            tests.append(SignificanceTest("DeLong", _DELONG, p_value, _EQUAL_AREAS))
    return tests


def _mcnemar(mine: npt.NDArray[np.bool_], theirs: npt.NDArray[np.bool_]) -> SignificanceTest:
    lost, won = int(np.sum(mine & ~theirs)), int(np.sum(~mine & theirs))
    p_value = float(binomtest(lost, lost + won).pvalue) if lost + won else 1.0
    statement = (
        f"{won:,} rows only the other run has right, {lost:,} rows only the reference has right."
    )
    return SignificanceTest("McNemar, exact", "McNemar 1947", p_value, statement)


def _notes(reference: pd.DataFrame, other: pd.DataFrame, paired: pd.DataFrame) -> list[str]:
    if len(paired) == len(reference) == len(other):
        return []
    text = (
        f"{len(paired):,} rows were held out by both runs, of {len(reference):,} and "
        f"{len(other):,}; only these are compared."
    )
    return [text]
