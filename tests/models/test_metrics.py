"""The table of metrics."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from sklearn.preprocessing import label_binarize

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput
from mlbench.evaluation.evaluation import evaluate
from mlbench.evaluation.weighted import weighted_metric
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


def _of_three(rows: int = 60) -> tuple[np.ndarray, Outputs]:
    rng = np.random.default_rng(0)
    labels = np.array(["a", "b", "c"])
    truth, likely = labels[rng.integers(0, 3, rows)], rng.dirichlet(np.ones(3), rows)
    return truth, Outputs(labels[likely.argmax(axis=1)], likely, labels)


@pytest.mark.parametrize("weighted", [False, True])
def test_average_precision_of_three_classes_is_the_macro_mean_of_scikit_learn(
    weighted: bool,
) -> None:
    truth, outputs = _of_three()
    weight = np.linspace(0.1, 3.0, len(truth)) if weighted else None
    members = label_binarize(truth, classes=["a", "b", "c"])
    expected = average_precision_score(
        members, outputs.probabilities, average="macro", sample_weight=weight
    )
    found = METRICS["average_precision"].compute(truth, outputs, weight)
    assert found == pytest.approx(expected, abs=1e-12)


def test_class_without_a_row_is_left_out_of_average_precision() -> None:
    truth, outputs = _of_three()
    outputs, truth = outputs.of_rows(truth != "b"), truth[truth != "b"]
    assert outputs.probabilities is not None
    shares = [
        average_precision_score(truth == label, outputs.probabilities[:, column])
        for label, column in (("a", 0), ("c", 2))
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # scikit-learn would warn, and count the class as 0
        found = METRICS["average_precision"].compute(truth, outputs)
        again = weighted_metric("average_precision", truth, outputs)(np.ones((1, len(truth))))
    assert found == pytest.approx(np.mean(shares), abs=1e-12)
    assert again == pytest.approx(found)


def test_recipe_is_scored_by_average_precision_of_three_classes() -> None:
    iris = load("sklearn:iris", "target")
    found = cross_validate("linear", iris, metric="average_precision", folds=3)
    # what chance comes to is the share of a class
    assert found.baseline.mean == pytest.approx(1 / 3, abs=0.02)
    assert found.main.mean > 0.95
    score = evaluate(fit("linear", iris), iris, bootstraps=50, metric="average_precision").score
    assert 0.8 < score.low <= score.value + 1e-9
    assert score.value == pytest.approx(1.0, abs=0.1)


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
