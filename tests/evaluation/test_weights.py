"""Evaluations in which rows count by their weight."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from mlbench.data.label_sets import texts_of
from mlbench.data.load import load
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.evaluation.paired import judge
from mlbench.evaluation.rates import share, share_of
from mlbench.evaluation.weighted import weighted_metric
from mlbench.models.metrics import metrics_for
from mlbench.models.outputs import Outputs
from mlbench.models.training import fit
from mlbench.vocabulary import Task

OTHERS = 8.0


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """A model of a class that is over-represented eight times."""
    random = np.random.default_rng(0)
    x = random.normal(size=(900, 3))
    y = (x[:, 0] + random.normal(size=900) > 0.8).astype(int)
    frame = pd.DataFrame(x, columns=["a", "b", "c"]).assign(y=y, w=np.where(y, 1.0, OTHERS))
    place = tmp_path_factory.mktemp("weighed") / "table.parquet"
    frame.to_parquet(place)
    dataset = load(str(place), "y", weight="w")
    return evaluate(fit("linear", dataset), dataset, bootstraps=60)


@pytest.mark.parametrize("task", list(Task))
def test_figure_of_weighted_rows_is_the_one_that_scikit_learn_gives(task: Task) -> None:
    random = np.random.default_rng(2)
    weight = random.gamma(1.0, size=80)
    if task is Task.REGRESSION:
        truth = random.normal(size=80)
        outputs = Outputs(truth + random.normal(size=80))
    elif task is Task.MULTILABEL:
        names = np.array(["a", "b", "c"])
        truth = texts_of(random.random((80, 3)) < 0.4, list(names))
        outputs = Outputs.of_labels(random.random((80, 3)), names)
    else:
        labels = np.arange(2 if task is Task.BINARY else 3)
        truth = np.resize(labels, 80)
        likely = random.dirichlet(np.ones(len(labels)), size=80)
        outputs = Outputs(labels[likely.argmax(axis=1)], likely, labels)
    for metric in metrics_for(task):
        [found] = weighted_metric(metric.name, truth, outputs, weight)(np.ones((1, 80)))
        assert found == pytest.approx(metric.compute(truth, outputs, weight)), metric.name


def test_table_counts_rows_by_their_weight_and_says_so(weighed: Evaluation) -> None:
    weight, truth, outputs = weighed.weight, weighed.truth, weighed.outputs
    table = weighed.frame().set_index("metric")
    expected = sk.average_precision_score(truth, outputs.score, sample_weight=weight)
    plain = sk.average_precision_score(truth, outputs.score)
    assert table.loc["average_precision", "value"] == pytest.approx(expected)
    assert expected < plain - 0.1
    low, high = table.loc["average_precision", ["low", "high"]]
    assert low < expected < high < plain + 0.1
    assert "weight 'w'" in repr(weighed)
    assert weighed.record()["weight"] == "w"


def test_views_of_decisions_count_rows_by_their_weight(weighed: Evaluation) -> None:
    weight, hit = weighed.weight, weighed.truth == 1
    share_of_hits = float(np.average(hit, weights=weight))
    top = weighed.top()
    assert top.base == pytest.approx(share_of_hits)
    assert top.table["share"].tolist() == pytest.approx(
        [
            weight[np.argsort(-weighed.outputs.score)][: int(n)].sum() / weight.sum()
            for n in top.table["rows"]
        ],
        abs=0.02,
    )
    chosen = weighed.thresholds().choices.iloc[1]
    flagged = weighed.outputs.score >= 0.5
    assert chosen["precision"].value == pytest.approx(
        np.average(hit[flagged], weights=weight[flagged])
    )
    came = weighed.calibration().table
    assert came["came_true"].max() < hit.mean() + 0.5
    found = weighed.classes().table.set_index("class")
    assert found.loc["1", "precision"] == pytest.approx(chosen["precision"].value)
    assert weighed.curve().table["value"].iloc[-1] == pytest.approx(weighed.score.value)
    assert len(weighed.plots()) == 3


def test_predictions_keep_the_weights_for_comparisons(weighed: Evaluation) -> None:
    table = weighed.predictions
    assert np.array_equal(table["weight"], weighed.weight)
    judged = judge(table, table, task="binary", bootstraps=200)
    figures = {m.name: m.reference.value for m in judged.metrics}
    assert figures["roc_auc"] == pytest.approx(weighed.score.value)


def test_share_of_equal_weights_is_wilsons_and_unequal_ones_tell_less() -> None:
    hits = np.array([True] * 8 + [False] * 2)
    alike = share_of(hits, np.full(10, 3.0), 0.95)
    assert (alike.value, alike.low, alike.high) == pytest.approx(
        (share(8, 10, 0.95).value, share(8, 10, 0.95).low, share(8, 10, 0.95).high)
    )
    uneven = share_of(hits, np.r_[np.full(8, 1.0), 2.0, 2.0], 0.95)
    assert uneven.high - uneven.low > 0.42


@pytest.mark.real
def test_precision_of_the_fraud_sample_falls_to_what_all_transactions_show(
    real_data: Path, tmp_path: Path
) -> None:
    folder = real_data / "ulb_creditcard_sample"
    frame = pd.read_csv(next(folder.glob("*.csv")))
    frame["counts"] = np.where(frame["Class"] == 1, 1.0, 54.7)
    frame.to_parquet(tmp_path / "frauds.parquet")
    how = {"split": "time", "split_by": "Time"}
    found = {}
    for weight in (None, "counts"):
        dataset = load(str(tmp_path / "frauds.parquet"), "Class", weight=weight, **how)
        if weight is None:
            dataset = load(
                str(tmp_path / "frauds.parquet"), "Class", read={"drop": ["counts"]}, **how
            )
        found[weight] = evaluate(fit("boosting", dataset), dataset, bootstraps=50)
    plain, counted = (found[name].frame().set_index("metric")["value"] for name in (None, "counts"))
    assert plain["average_precision"] > 0.85
    assert counted["average_precision"] < plain["average_precision"]
    assert found["counts"].top().base == pytest.approx(0.002, abs=0.002)


def test_weighted_probabilities_and_numbers_are_no_false_alarm(
    weighed: Evaluation, tmp_path: Path
) -> None:
    codes = {finding.code for finding in weighed.findings()}
    assert "MB213" not in codes
    random = np.random.default_rng(1)
    kind = random.integers(2, size=900)
    frame = pd.DataFrame({"a": random.normal(size=900), "w": np.where(kind, 1.0, 20.0)})
    frame["y"] = frame["a"] + 4 * kind + random.normal(size=900)
    frame.to_parquet(tmp_path / "numbers.parquet")
    dataset = load(str(tmp_path / "numbers.parquet"), "y", weight="w")
    found = evaluate(fit("linear", dataset), dataset, bootstraps=50)
    assert abs(np.mean(found.truth - found.outputs.values)) > 1.5
    assert "MB224" not in {finding.code for finding in found.findings()}
