"""The table of metrics: what can be measured, by task.

Every figure is computed by scikit-learn from predictions that were made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn import metrics as sk

from mlbench.errors import RefusedInput, close_match, shorten
from mlbench.models import label_metrics as of_sets
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.models.top import TOPS, precision_of_top
from mlbench.vocabulary import Task

Weight = npt.NDArray[np.float64] | None


class Compute(Protocol):
    """Return a figure of predictions; rows count by their weights, or all the same."""

    def __call__(
        self, truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None, /
    ) -> float:
        """Return it."""


@dataclass(frozen=True)
class Metric:
    """One way to measure predictions.

    Parameters
    ----------
    name : str
        What it is asked for by.
    label : str
        What it is called on axes and in tables.
    tasks : tuple of Task
        Where it applies.
    greater_is_better : bool
        The direction of improvement.
    compute : callable
        ``compute(truth, outputs, weight)`` returns the figure; without weights all rows count
        the same.
    in_target_units : bool
        Whether the figure is in units of the target.
    on_request : bool
        Whether it is measured only where it was asked for.
    """

    name: str
    label: str
    tasks: tuple[Task, ...]
    greater_is_better: bool
    compute: Compute
    in_target_units: bool = False
    on_request: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the name: what computes it belongs to this table."""
        return _by_name, (self.name,)

    def score(
        self, estimator: Any, X: Any, y: npt.NDArray[Any], sample_weight: Weight = None
    ) -> float:
        """Return the figure of a fitted pipeline, as scikit-learn calls a scorer."""
        return float(self.compute(y, outputs_of(estimator, X), sample_weight))

    def gain(self, value: float, other: float) -> float:
        """Return by how much `value` is better than `other`; negative when it is worse."""
        return value - other if self.greater_is_better else other - value


def _is_last(truth: npt.NDArray[Any], outputs: Outputs) -> npt.NDArray[np.bool_]:
    assert outputs.classes is not None
    return np.asarray(truth == outputs.classes[-1])


def _f1(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None) -> float:
    member, predicted = _is_last(truth, outputs), _is_last(outputs.values, outputs)
    return float(sk.f1_score(member, predicted, sample_weight=weight, zero_division=0.0))


def _f1_macro(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None) -> float:
    if outputs.sets is not None:
        return of_sets.f1_macro(truth, outputs, weight)
    return float(
        sk.f1_score(truth, outputs.values, average="macro", sample_weight=weight, zero_division=0.0)
    )


def _log_loss(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None) -> float:
    labels = outputs.classes
    return float(sk.log_loss(truth, outputs.probabilities, labels=labels, sample_weight=weight))


def _one_against_rest(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None) -> float:
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    areas = [
        sk.roc_auc_score(truth == label, outputs.probabilities[:, column], sample_weight=weight)
        for column, label in enumerate(outputs.classes)
        if 0 < np.count_nonzero(truth == label) < len(truth)
    ]
    return float(np.mean(areas)) if areas else float("nan")


def _average_precision(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None) -> float:
    """Return that of the last of two classes; of more the mean over those that a row has."""
    assert outputs.classes is not None
    assert outputs.probabilities is not None
    of_two = len(outputs.classes) == 2  # noqa: PLR2004 - two classes
    found = [
        sk.average_precision_score(
            truth == label, outputs.probabilities[:, column], sample_weight=weight
        )
        for column, label in enumerate(outputs.classes)
        if (column == 1 if of_two else (truth == label).any())
    ]
    return float(np.mean(found)) if found else float("nan")


def _top(share: float) -> Compute:
    """Return the metric of the rows that a model ranks first, a share of all by their weight."""

    def compute(truth: npt.NDArray[Any], outputs: Outputs, weight: Weight = None, /) -> float:
        counts = np.ones(len(truth)) if weight is None else weight
        return precision_of_top(_is_last(truth, outputs), outputs.score, counts, share)

    return compute


_BINARY = (Task.BINARY,)
_MULTI = (Task.MULTICLASS,)
_CLASSES = (Task.BINARY, Task.MULTICLASS)
_SETS = (Task.MULTILABEL,)
_NUMBERS = (Task.REGRESSION,)

_ALL = (
    Metric(
        "roc_auc",
        "ROC AUC",
        _BINARY,
        True,
        lambda t, o, w=None: sk.roc_auc_score(_is_last(t, o), o.score, sample_weight=w),
    ),
    Metric("average_precision", "Average precision", _CLASSES, True, _average_precision),
    *(
        Metric(name, f"Precision, top {part:.0%}", _BINARY, True, _top(part), on_request=True)
        for name, part in TOPS.items()
    ),
    Metric(
        "accuracy",
        "Accuracy",
        _CLASSES,
        True,
        lambda t, o, w=None: sk.accuracy_score(t, o.values, sample_weight=w),
    ),
    Metric(
        "balanced_accuracy",
        "Balanced accuracy",
        _CLASSES,
        True,
        lambda t, o, w=None: sk.recall_score(
            t, o.values, average="macro", labels=np.unique(t), sample_weight=w, zero_division=0.0
        ),
    ),
    Metric("f1", "F1", _BINARY, True, _f1),
    Metric(
        "f1_macro",
        "Macro F1",
        (*_MULTI, *_SETS),
        True,
        _f1_macro,
    ),
    Metric("roc_auc_ovr", "ROC AUC, one against the rest", _MULTI, True, _one_against_rest),
    Metric("log_loss", "Log loss", _CLASSES, False, _log_loss),
    Metric(
        "brier",
        "Brier score",
        _BINARY,
        False,
        lambda t, o, w=None: sk.brier_score_loss(_is_last(t, o), o.score, sample_weight=w),
    ),
    Metric(
        "rmse",
        "RMSE",
        _NUMBERS,
        False,
        lambda t, o, w=None: sk.root_mean_squared_error(t, o.values, sample_weight=w),
        in_target_units=True,
    ),
    Metric(
        "mae",
        "Mean absolute error",
        _NUMBERS,
        False,
        lambda t, o, w=None: sk.mean_absolute_error(t, o.values, sample_weight=w),
        in_target_units=True,
    ),
    Metric(
        "median_ae",
        "Median absolute error",
        _NUMBERS,
        False,
        lambda t, o, w=None: sk.median_absolute_error(t, o.values, sample_weight=w),
        in_target_units=True,
    ),
    Metric(
        "average_precision_macro",
        "Macro average precision",
        _SETS,
        True,
        of_sets.average_precision_macro,
    ),
    Metric("f1_micro", "Micro F1", _SETS, True, of_sets.f1_micro),
    Metric("f1_samples", "F1 of the rows", _SETS, True, of_sets.f1_samples),
    Metric("subset_accuracy", "Whole sets right", _SETS, True, of_sets.subset_accuracy),
    Metric("hamming_loss", "Hamming loss", _SETS, False, of_sets.hamming_loss),
    Metric("label_ranking", "Label ranking precision", _SETS, True, of_sets.label_ranking),
    Metric(
        "r2",
        "R squared",
        _NUMBERS,
        True,
        lambda t, o, w=None: sk.r2_score(t, o.values, sample_weight=w),
    ),
)

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ALL}


def _by_name(name: str) -> Metric:
    return METRICS[name]


#: The metric that ``auto`` stands for.
DEFAULTS = {
    Task.BINARY: "roc_auc",
    Task.MULTICLASS: "balanced_accuracy",
    Task.MULTILABEL: "average_precision_macro",
    Task.REGRESSION: "rmse",
}


def metrics_for(task: Task) -> list[Metric]:
    """Return the metrics of a task, its default one first.

    >>> [metric.name for metric in metrics_for(Task.REGRESSION)]
    ['rmse', 'mae', 'median_ae', 'r2']
    """
    fitting = [metric for metric in _ALL if task in metric.tasks]
    return sorted(fitting, key=lambda metric: metric.name != DEFAULTS[task])


def choose_metric(name: str, task: Task) -> Metric:
    """Return the metric of a name, or the task's default for ``auto``.

    Raises
    ------
    RefusedInput
        There is no such metric for this task; the ones there are, are listed.

    Examples
    --------
    >>> choose_metric("auto", Task.BINARY).label
    'ROC AUC'
    """
    known = [metric.name for metric in metrics_for(task)]
    chosen = DEFAULTS[task] if name == "auto" else name
    if chosen not in known:
        match = close_match(chosen, known)
        raise RefusedInput(
            f"The metric of a {task} task must be 'auto' or one of {', '.join(known)}. "
            f"Got '{shorten(name)}'.",
            next_step=f"Pass metric='{match or DEFAULTS[task]}'.",
            code="METRIC_UNKNOWN",
        )
    return METRICS[chosen]
