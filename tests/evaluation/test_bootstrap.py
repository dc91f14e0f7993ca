"""Metrics over resamples are the metrics of scikit-learn, and intervals hold what they claim."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlbench.data.label_sets import texts_of
from mlbench.evaluation.bootstrap import measure
from mlbench.evaluation.weighted import weighted_metric
from mlbench.models.metrics import METRICS, metrics_for
from mlbench.models.outputs import Outputs
from mlbench.vocabulary import Task


def _case(task: Task, rows: int, seed: int) -> tuple[np.ndarray, Outputs]:
    random = np.random.default_rng(seed)
    if task is Task.REGRESSION:
        truth = random.normal(size=rows)
        return truth, Outputs(truth + random.normal(size=rows))
    if task is Task.MULTILABEL:
        labels = np.array(["a", "b", "c"])
        members = random.random((rows, 3)) < [0.7, 0.4, 0.2]
        # rounded, so that there are ties; no row has the fourth label
        likely = np.round(np.clip(0.5 * members + random.random((rows, 3)) / 2, 0, 1), 1)
        stated = np.column_stack([likely, np.full(rows, 0.1)])
        return texts_of(members, list(labels)), Outputs.of_labels(stated, np.append(labels, "d"))
    classes = np.array(["a", "b", "c"][: 2 if task is Task.BINARY else 3])
    truth = random.choice(classes, size=rows)
    truth[: len(classes)] = classes
    likely = random.dirichlet(np.ones(len(classes)), size=rows) + (truth[:, None] == classes)
    # rounded, so that there are ties
    likely = np.round(likely / likely.sum(axis=1, keepdims=True), 1)
    likely /= likely.sum(axis=1, keepdims=True)
    return truth, Outputs(classes[likely.argmax(axis=1)], likely, classes)


def _drawn(outputs: Outputs, draw: np.ndarray) -> Outputs:
    likely = None if outputs.probabilities is None else outputs.probabilities[draw]
    if outputs.sets is not None:
        return Outputs.of_labels(likely, outputs.classes)
    return Outputs(outputs.values[draw], likely, outputs.classes)


@pytest.mark.filterwarnings("ignore:.*y_pred contains classes not in y_true.*")
@pytest.mark.parametrize("task", list(Task))
@given(seed=st.integers(0, 10_000), rows=st.integers(12, 80))
@settings(max_examples=25)
def test_weighted_metric_is_the_metric_of_the_resample(task: Task, seed: int, rows: int) -> None:
    truth, outputs = _case(task, rows, seed)
    random = np.random.default_rng(seed)
    draws = [np.arange(rows), random.integers(rows, size=rows)]
    weights = np.array([np.bincount(draw, minlength=rows) for draw in draws], dtype=float)
    for metric in metrics_for(task):
        found = weighted_metric(metric.name, truth, outputs)(weights)
        for figure, draw in zip(found, draws, strict=True):
            if len(np.unique(truth[draw])) < len(np.unique(truth)):
                continue
            expected = metric.compute(truth[draw], _drawn(outputs, draw))
            assert figure == pytest.approx(expected, rel=1e-9, abs=1e-9), metric.name


def test_five_hundred_resamples_of_twelve_thousand_rows_take_seconds() -> None:
    truth, outputs = _case(Task.BINARY, 12_000, 0)
    start = time.process_time()
    found = measure(
        metrics_for(Task.BINARY), truth, outputs, outputs, bootstraps=500, confidence=0.95, seed=0
    )
    assert time.process_time() - start < 15
    assert found[0].model.low < found[0].model.value < found[0].model.high


def test_same_model_gains_nothing_in_any_resample() -> None:
    truth, outputs = _case(Task.BINARY, 200, 0)
    (found,) = measure(
        [METRICS["roc_auc"]], truth, outputs, outputs, bootstraps=50, confidence=0.9, seed=0
    )
    assert (found.gain.value, found.gain.low, found.gain.high) == (0, 0, 0)
    assert not found.is_better


def test_interval_holds_the_truth_about_as_often_as_it_claims() -> None:
    held = 0
    for seed in range(100):
        random = np.random.default_rng(seed)
        truth = np.zeros(150)
        outputs = Outputs(random.exponential(size=150))
        (found,) = measure(
            [METRICS["mae"]], truth, outputs, outputs, bootstraps=200, confidence=0.9, seed=seed
        )
        held += found.model.low <= 1.0 <= found.model.high
    assert 80 <= held <= 97


def test_greater_and_smaller_metrics_gain_in_their_own_direction() -> None:
    truth = np.arange(100.0)
    good, bad = Outputs(truth + 1), Outputs(truth * 0)
    for found in measure(
        metrics_for(Task.REGRESSION), truth, good, bad, bootstraps=50, confidence=0.9, seed=0
    ):
        assert found.is_better, found.metric.name
