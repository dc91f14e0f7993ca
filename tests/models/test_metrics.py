"""The table of metrics."""

from __future__ import annotations

import numpy as np
import pytest

from mlbench.errors import RefusedInput
from mlbench.models.metrics import choose_metric, metrics_for
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Task


@pytest.mark.parametrize(
    ("task", "name"),
    [
        ("binary", "roc_auc"),
        ("multiclass", "balanced_accuracy"),
        ("regression", "rmse"),
        ("multilabel", "average_precision_macro"),
    ],
)
def test_auto_is_the_default_metric_of_the_task(task: str, name: str) -> None:
    assert choose_metric("auto", Task(task)).name == name
    assert metrics_for(Task(task))[0].name == name


def test_metric_of_another_task_is_refused_with_the_list() -> None:
    with pytest.raises(RefusedInput) as refused:
        choose_metric("roc_auc", Task.REGRESSION)
    assert "rmse, mae, median_ae, r2" in str(refused.value)


def test_perfect_predictions_get_the_best_figure() -> None:
    truth = np.array(["a", "b", "a", "b"])
    sure = np.array([[1.0, 0.0], [0.0, 1.0]] * 2)
    outputs = Outputs(truth, sure, np.array(["a", "b"]))
    for metric in metrics_for(Task.BINARY):
        best = 1.0 if metric.greater_is_better else 0.0
        assert metric.compute(truth, outputs) == pytest.approx(best, abs=1e-9)
