"""Sample weights: they reach what learns, count in scores, or are refused by name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.label_sets import texts_of
from mlbench.data.load import load
from mlbench.errors import RefusedInput
from mlbench.export.codec import EstimatorCodec
from mlbench.models.build import build
from mlbench.models.candidate import Candidate, Stack
from mlbench.models.layout import Layout
from mlbench.models.metrics import METRICS
from mlbench.models.outputs import Outputs, outputs_of
from mlbench.models.search.search import search
from mlbench.models.target import target_array
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate
from mlbench.models.weights import learn, takes_weights
from mlbench.vocabulary import Task

ROWS = 240
TAKING = ["linear", "elastic_net", "sgd", "svm", "forest", "extra_trees", "boosting", "stacking"]


def _loaded(folder: Path, y: np.ndarray, x: np.ndarray, weight: np.ndarray) -> Dataset:
    frame = pd.DataFrame(x, columns=["a", "b", "c"]).assign(y=y, w=weight)
    frame.to_parquet(folder / "table.parquet")
    return load(str(folder / "table.parquet"), "y", weight="w")


@pytest.fixture(scope="module")
def classes(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two classes of which rows of the first count five times."""
    random = np.random.default_rng(0)
    x = random.normal(size=(ROWS, 3))
    y = (x[:, 0] + random.normal(size=ROWS) > 0).astype(int)
    return _loaded(tmp_path_factory.mktemp("classes"), y, x, np.where(y == 0, 5.0, 1.0))


@pytest.fixture(scope="module")
def numbers(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Numbers of which the large ones count five times."""
    random = np.random.default_rng(0)
    x = random.normal(size=(ROWS, 3))
    y = x[:, 0] + random.normal(size=ROWS)
    return _loaded(tmp_path_factory.mktemp("numbers"), y, x, np.where(y > 0, 5.0, 1.0))


def _fitted(name: str, dataset: Dataset, weight: np.ndarray | None) -> np.ndarray:
    y = target_array(dataset.y_train, dataset.task)
    pipeline = learn(build(name, dataset), dataset.X_train, y, weight)
    return outputs_of(pipeline, dataset.X_test).score


@pytest.mark.parametrize("name", TAKING)
def test_weights_reach_what_learns_of_classes(name: str, classes: Dataset) -> None:
    plain, weighed = (_fitted(name, classes, w) for w in (None, classes.train_weight))
    assert weighed.mean() < plain.mean() - 0.03
    assert fit(name, classes).outputs(classes.X_test).score == pytest.approx(weighed)


@pytest.mark.parametrize("name", TAKING)
def test_weights_reach_what_learns_of_numbers(name: str, numbers: Dataset) -> None:
    plain, weighed = (_fitted(name, numbers, w) for w in (None, numbers.train_weight))
    assert weighed.mean() > plain.mean() + 0.03


@pytest.mark.parametrize("name", ["linear", "svm"])
def test_unit_of_the_weights_has_no_effect(name: str, classes: Dataset) -> None:
    once, more = (_fitted(name, classes, classes.train_weight * k) for k in (1.0, 64.0))
    assert np.array_equal(once, more)


def test_baseline_states_the_weighted_share(classes: Dataset) -> None:
    model = fit("linear", classes)
    expected = np.average(classes.y_train, weights=classes.train_weight)
    assert outputs_of(model.baseline, classes.X_test).score[0] == pytest.approx(expected)
    assert model.facts.weight == "w"
    assert "weighted by w" in repr(model)


def test_recipe_that_takes_no_weights_is_refused_by_name(classes: Dataset) -> None:
    for call in (fit, cross_validate):
        with pytest.raises(RefusedInput, match="'knn' does not take") as refused:
            call("knn", classes)
        assert refused.value.code == "WEIGHT_NOT_TAKEN"


def test_estimator_of_ones_own_that_takes_no_weights_is_refused(classes: Dataset) -> None:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.neighbors import KNeighborsClassifier

    with pytest.raises(RefusedInput, match="'custom'"):
        fit(CalibratedClassifierCV(KNeighborsClassifier()), classes)


def test_fold_scores_count_rows_by_their_weight(classes: Dataset) -> None:
    scored = cross_validate("linear", classes, compare=["knn"], metric="accuracy", folds=3)
    assert "no" not in scored.failed
    assert "does not take" in scored.failed["knn"]
    majority = classes.train_weight[classes.y_train == 0].sum() / classes.train_weight.sum()
    assert scored.baseline.mean == pytest.approx(majority, abs=0.01)
    assert majority > 0.8


def test_search_counts_rows_by_their_weight_and_leaves_out_what_can_not(classes: Dataset) -> None:
    found = search(classes, trials=3, recipes=["knn", "linear", "sgd"], metric="log_loss", folds=3)
    table = found.frame().set_index("recipe")
    assert table.loc["knn", "why"] == "it takes no sample weights"
    scored = cross_validate("linear", classes, metric="log_loss", folds=3)
    mine = table[table["set"] == "as it is"].loc["linear", "mean"]
    assert mine == pytest.approx(scored.main.mean, rel=0.01)
    assert found.model.facts.weight == "w"


def test_stack_takes_weights_and_is_kept_without_code(classes: Dataset, tmp_path: Path) -> None:
    stack = Stack(((Candidate("linear"), 0.5), (Candidate("boosting"), 0.5)))
    y, weight = target_array(classes.y_train, Task.BINARY), classes.train_weight
    made = [stack.build(Layout.of(classes), Task.BINARY, 0) for _ in range(2)]
    assert takes_weights(made[0])
    plain, weighed = (
        learn(one, classes.X_train, y, w) for one, w in zip(made, (None, weight), strict=True)
    )
    said = [outputs_of(one, classes.X_test).score for one in (plain, weighed)]
    assert said[1].mean() < said[0].mean() - 0.03
    EstimatorCodec().write(weighed, tmp_path / "stack.skops")
    again = EstimatorCodec().read(tmp_path / "stack.skops")
    assert np.array_equal(outputs_of(again, classes.X_test).score, said[1])


def test_stack_with_a_member_that_takes_no_weights_takes_none(classes: Dataset) -> None:
    stack = Stack(((Candidate("linear"), 0.5), (Candidate("knn"), 0.5)))
    assert not takes_weights(stack.build(Layout.of(classes), Task.BINARY, 0))


@pytest.mark.parametrize("task", list(Task))
def test_every_metric_takes_whole_weights_as_repeated_rows(task: Task) -> None:
    random = np.random.default_rng(1)
    repeats = random.integers(0, 4, size=60)
    if task is Task.REGRESSION:
        truth = random.normal(size=60)
        said = truth + random.normal(size=60)
        made = (lambda v: outputs_of(_Says(v, None), None), said)
    elif task is Task.MULTILABEL:
        names = np.array(["a", "b", "c"])
        truth = texts_of(random.random((60, 3)) < 0.4, list(names))
        said = random.random((60, 3))
        made = (lambda v: Outputs.of_labels(v, names), said)
    else:
        count = 2 if task is Task.BINARY else 3
        truth = random.integers(count, size=60)
        likely = random.dirichlet(np.ones(count), size=60)
        made = (lambda v: outputs_of(_Says(v, np.arange(count)), None), likely)
    again = np.repeat(np.arange(60), repeats)
    for metric in METRICS.values():
        if task in metric.tasks:
            found = metric.compute(truth, made[0](made[1]), repeats.astype(float))
            expected = metric.compute(truth[again], made[0](made[1][again]))
            assert found == pytest.approx(expected), metric.name


class _Says:
    def __init__(self, said: np.ndarray, classes: np.ndarray | None) -> None:
        self.said = said
        if classes is not None:
            self.classes_ = classes
            self.predict_proba = lambda _: said

    def predict(self, _: object) -> np.ndarray:
        return self.said
