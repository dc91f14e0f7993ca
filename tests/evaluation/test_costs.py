"""Costs of mistakes: how they are stated, and what deciding by them saves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput
from mlbench.evaluation.costs import CostMatrix, Costs, costs_of
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.models.training import fit

LABELS = ["bad", "fair", "good"]
COSTS = {"bad": {"good": 30, "fair": 10}}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Three classes that overlap."""
    random = np.random.default_rng(3)
    x = random.normal(size=(900, 3))
    place = np.digitize(x[:, 0] + random.normal(size=900), [-0.6, 0.6])
    frame = pd.DataFrame(x, columns=["a", "b", "c"]).assign(y=np.array(LABELS)[place])
    path = tmp_path_factory.mktemp("states") / "states.parquet"
    frame.to_parquet(path)
    return load(str(path), "y")


@pytest.fixture(scope="module")
def decided(states: Dataset) -> Evaluation:
    return evaluate(fit("linear", states), states, bootstraps=100, costs=COSTS)


def test_mistake_that_is_not_named_costs_one_and_a_right_prediction_nothing() -> None:
    found = costs_of(COSTS, LABELS)
    assert isinstance(found, CostMatrix)
    assert found.table.tolist() == [[0, 10, 30], [1, 0, 1], [1, 1, 0]]


def test_classes_are_named_as_people_write_them() -> None:
    assert costs_of({1: {0: 4.0}}, [0, 1, 2]).table[1, 0] == 4
    assert costs_of({"1": {"0": 4.0}}, [0, 1, 2]).table[1, 0] == 4
    assert costs_of({"True": {"False": 5}}, [False, True]) == Costs(5.0, 1.0)


@pytest.mark.parametrize(
    ("given", "labels", "words"),
    [
        ({"bda": {"good": 3}}, LABELS, "Did you mean 'bad'?"),
        ({"bad": {"goood": 3}}, LABELS, "Did you mean 'good'?"),
        ({"bad": {"good": -1}}, LABELS, "must be a number from 0. Got -1"),
        ({"bad": {"good": "much"}}, LABELS, "must be a number from 0. Got much"),
        ({"bad": {"bad": 2}}, LABELS, "it is right"),
        ({"bad": 3}, LABELS, "must be a mapping of predicted class"),
        ([5, 1], LABELS, "must map true class"),
        ([5, 1], None, "Costs are for classes"),
        ({"no": {"yes": 0}}, ["no", "yes"], "two numbers above 0"),
    ],
)
def test_costs_that_can_not_be_are_refused(given: object, labels: object, words: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        costs_of(given, labels)
    assert words in str(refused.value)


def test_deciding_by_cost_saves_what_dear_mistakes_cost(decided: Evaluation) -> None:
    view = decided.least_cost()
    assert view.chosen
    assert view.saved.low > 0
    cheap, likely = view.choices.to_dict("records")
    assert likely["cost"].value - cheap["cost"].value == pytest.approx(view.saved.value)
    assert cheap["accuracy"].value < likely["accuracy"].value
    rows = costs_of(COSTS, LABELS).of(decided.truth, view.predicted)
    assert rows.mean() == pytest.approx(view.cost.value)
    assert (view.table["cost"] * view.table["rows"]).sum() == pytest.approx(rows.sum())
    # bad is taken for something else only where it is most unlikely
    assert view.table.set_index("class").loc["bad", "cost"] < 3
    record = decided.record()
    assert (record["cost_a_row"], record["cost_saved"]) == (view.cost, view.saved)
    assert "least_cost" in decided.decisions().views


def test_decision_is_chosen_without_any_test_row(states: Dataset, decided: Evaluation) -> None:
    spoilt = states.frame.copy()
    spoilt.loc[states.test_rows, "y"] = spoilt.loc[states.test_rows, "y"].to_numpy()[::-1]
    spoilt.loc[states.test_rows, "a"] = 10**6
    other = evaluate(decided.model, replace(states, frame=spoilt), bootstraps=50, costs=COSTS)
    assert other.least_cost().power == decided.least_cost().power


def test_equal_costs_keep_the_most_likely_class(states: Dataset, decided: Evaluation) -> None:
    alike = evaluate(decided.model, states, bootstraps=50, costs={"bad": {"good": 1}})
    assert np.array_equal(alike.least_cost().predicted, alike.outputs.values)
    assert alike.least_cost().saved.value == 0


def test_probabilities_that_say_too_much_are_calibrated_before_the_choice(
    states: Dataset,
) -> None:
    deep = evaluate(
        fit("extra_trees", states, options={"min_samples_leaf": 1}),
        states,
        bootstraps=50,
        costs=COSTS,
    )
    assert deep.least_cost().power < 0.9
    assert deep.least_cost().saved.value > 0


def test_nothing_is_recorded_of_costs_that_nobody_stated(states: Dataset, cancer: Dataset) -> None:
    for dataset in (states, cancer):
        record = evaluate(fit("linear", dataset), dataset, bootstraps=50).record()
        assert not {"cost_saved", "cost_a_row"} & set(record)
    with pytest.raises(RefusedInput, match="needs costs"):
        evaluate(fit("linear", states), states, bootstraps=50).least_cost()


def test_two_classes_take_the_mapping_for_their_threshold(cancer: Dataset) -> None:
    model = fit("linear", cancer)
    pair, named = (
        evaluate(model, cancer, bootstraps=50, costs=costs)
        for costs in ([20, 1], {"malignant": {"benign": 20}})
    )
    assert named.thresholds().chosen == pair.thresholds().chosen
    record = named.record()
    assert record["cost_a_row"].low <= record["cost_a_row"].value <= record["cost_a_row"].high
    assert "cost_saved" in record
