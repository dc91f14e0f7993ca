"""A bundle decides on classes as the evaluation did, where mistakes have costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput, StoreError
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.export.bundle import Bundle, export_bundle, load_bundle
from mlbench.models.training import fit

COSTS = {"bad": {"good": 30, "fair": 10}}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three classes that overlap."""
    random = np.random.default_rng(3)
    x = random.normal(size=(600, 3))
    place = np.digitize(x[:, 0] + random.normal(size=600), [-0.6, 0.6])
    frame = pd.DataFrame(x, columns=["a", "b", "c"])
    frame = frame.assign(y=np.array(["bad", "fair", "good"])[place])
    path = tmp_path_factory.mktemp("states") / "states.parquet"
    frame.to_parquet(path)
    return load(str(path), "y")


@pytest.fixture(scope="module")
def of_three(states: Dataset) -> Evaluation:
    return evaluate(fit("linear", states), states, bootstraps=50, costs=COSTS)


@pytest.fixture(scope="module")
def of_two(cancer: Dataset) -> Evaluation:
    return evaluate(fit("linear", cancer), cancer, bootstraps=50, costs=[1, 30])


def _exported(evaluation: Evaluation, place: Path) -> Bundle:
    how = {"results": evaluation.record(), "decision": evaluation.artifacts().get("decision")}
    return export_bundle(evaluation.model, evaluation.dataset, place, **how)


def test_bundle_takes_the_class_of_least_cost_as_the_evaluation_did(
    of_three: Evaluation, tmp_path: Path
) -> None:
    bundle = _exported(of_three, tmp_path / "b")
    said = bundle.predict(of_three.X)
    assert said.tolist() == of_three.least_cost().predicted.tolist()
    assert said.index.equals(of_three.X.index)
    assert said.name == "y"
    likely = bundle.model.predict(of_three.X)
    assert likely.tolist() == of_three.outputs.values.tolist()
    assert (said == "bad").sum() > (likely == "bad").sum()
    assert bundle.manifest["decision"]["costs"] == [[0, 10, 30], [1, 0, 1], [1, 1, 0]]


def test_bundle_cuts_at_the_threshold_that_was_chosen(of_two: Evaluation, tmp_path: Path) -> None:
    bundle = _exported(of_two, tmp_path / "b")
    cut = of_two.thresholds().chosen
    assert cut > 0.5
    flagged = of_two.outputs.score >= cut
    assert (bundle.predict(of_two.X) == "malignant").tolist() == flagged.tolist()
    assert flagged.sum() < (of_two.outputs.score >= 0.5).sum()
    assert bundle.manifest["decision"]["threshold"] == cut


def test_check_in_a_new_process_includes_the_decision(of_three: Evaluation, tmp_path: Path) -> None:
    bundle = _exported(of_three, tmp_path / "b")
    assert bundle.example["predictions"] == bundle.predict(bundle.example_frame()).tolist()
    assert bundle.check().rows == 5
    changed = load_bundle(bundle.folder)
    changed.example["predictions"] = bundle.model.predict(of_three.X.tail(5)).tolist()
    with pytest.raises(StoreError, match="does not say the same"):
        changed.check()


def test_card_says_how_the_bundle_decides(
    of_two: Evaluation, of_three: Evaluation, tmp_path: Path
) -> None:
    two, three = (_exported(each, tmp_path / str(k)) for k, each in enumerate((of_two, of_three)))
    assert "class malignant is decided on from a probability of 0." in two.card
    assert "the class of least expected cost is decided on" in three.card
    for bundle in (two, three):
        assert "training rows, each predicted by one of" in bundle.card
        assert "which saves" in bundle.card


def test_nothing_is_decided_by_costs_that_nobody_stated(
    states: Dataset, cancer: Dataset, tmp_path: Path
) -> None:
    for dataset in (states, cancer):
        plain = evaluate(fit("linear", dataset), dataset, bootstraps=50)
        assert plain.rule() is None
        bundle = _exported(plain, tmp_path / dataset.name)
        assert "decision.skops" not in bundle.manifest["files"]
        assert "How it decides" not in bundle.card
        assert bundle.predict(plain.X).tolist() == plain.outputs.values.tolist()


def test_older_mlbench_refuses_a_bundle_that_it_would_misread(
    of_two: Evaluation, cancer: Dataset, tmp_path: Path
) -> None:
    assert _exported(of_two, tmp_path / "ruled").manifest["format"] == 2
    plain = export_bundle(of_two.model, cancer, tmp_path / "plain")
    assert plain.manifest["format"] == 1


def test_decision_made_for_another_model_is_refused(of_two: Evaluation, tmp_path: Path) -> None:
    other = fit("linear", of_two.dataset, options={"C": 0.01})
    with pytest.raises(RefusedInput, match="decision rule") as refused:
        export_bundle(other, of_two.dataset, tmp_path / "b", decision=of_two.rule())
    assert refused.value.code == "OTHER_MODEL"
