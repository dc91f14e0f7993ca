"""The table of metrics."""

from __future__ import annotations

import numpy as np
import pytest

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.evaluation.evaluation import evaluate
from mlbench.models.metrics import METRICS, choose_metric, metrics_for
from mlbench.models.outputs import Outputs
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate
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


def _ranked(score: list[float], hits: list[int]) -> tuple[np.ndarray, Outputs]:
    likely = np.column_stack([1 - np.array(score), score])
    return np.array(hits), Outputs(np.array(hits), likely, np.array([0, 1]))


def test_precision_of_the_top_counts_hits_among_the_rows_ranked_first() -> None:
    truth, outputs = _ranked([i / 40 for i in range(40)], [0] * 34 + [1, 0, 1, 1, 0, 1])
    assert METRICS["precision_top_5"].compute(truth, outputs) == pytest.approx(1 / 2)
    assert METRICS["precision_top_10"].compute(truth, outputs) == pytest.approx(3 / 4)
    # the hundredth part ends within the first row
    assert METRICS["precision_top_1"].compute(truth, outputs) == pytest.approx(1)


def test_order_of_rows_with_one_score_has_no_effect_on_the_top() -> None:
    found = set()
    for hits in ([1] * 10 + [0] * 30, [0] * 30 + [1] * 10):
        truth, outputs = _ranked([0.5] * 40, hits)
        found.add(round(METRICS["precision_top_5"].compute(truth, outputs), 9))
    assert found == {0.25}


def test_weight_decides_how_many_rows_the_top_has() -> None:
    truth, outputs = _ranked([0.9, 0.8, 0.1, 0.2], [1, 0, 0, 0])
    weight = np.array([1.0, 9.0, 45.0, 45.0])
    assert METRICS["precision_top_10"].compute(truth, outputs, weight) == pytest.approx(0.1)


def test_metric_of_the_top_is_measured_where_it_is_asked_for(cancer: Dataset) -> None:
    model = fit("linear", cancer)
    usual = evaluate(model, cancer, bootstraps=50)
    asked = evaluate(model, cancer, bootstraps=50, metric="precision_top_10")
    assert "precision_top_10" not in set(usual.frame()["metric"])
    assert asked.frame()["metric"].iloc[0] == "precision_top_10"
    assert asked.score.low <= asked.score.value == 1.0
    found = cross_validate("linear", cancer, metric="precision_top_10", folds=2)
    assert found.main.mean == pytest.approx(1.0)
    assert found.baseline.mean == pytest.approx((cancer.y_train == "malignant").mean(), abs=0.01)
