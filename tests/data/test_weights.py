"""The column of sample weights: no feature, and refused where a row can't count so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load

ROWS = 40


@pytest.fixture
def with_weights(csv_of):
    """Loads a table with such weights beside one feature and a target."""

    def make(weights, weight="w", **options):
        frame = pd.DataFrame({"x": np.arange(ROWS) / 7, "y": [0, 1] * (ROWS // 2), "w": weights})
        return load(csv_of(frame), "y", weight=weight, **options)

    return make


def _but(value, row):
    weights: list[object] = [1.0] * ROWS
    weights[row - 1] = value
    return weights


def test_weight_is_no_feature_and_said_to_be_none(with_weights):
    dataset = with_weights([1.0, 3.0] * (ROWS // 2))
    assert dataset.features == ["x"]
    assert "weight" in dataset.left_out["w"]
    assert any("'w' is the weight of each row, from 1 to 3" in note for note in dataset.notes)
    assert "weight: w" in repr(dataset)


def test_weights_of_each_side_go_with_its_rows_and_have_mean_one(with_weights):
    dataset = with_weights([1.0, 3.0] * (ROWS // 2))
    assert dataset.train_weight.mean() == pytest.approx(1)
    ratio = dataset.test_weight[dataset.y_test.to_numpy() == 1] / 3
    assert ratio == pytest.approx(dataset.test_weight[dataset.y_test.to_numpy() == 0][0])


def test_rows_without_weights_all_count_the_same(with_weights):
    dataset = with_weights([1.0] * ROWS, weight=None)
    assert dataset.train_weight is None
    assert dataset.features == ["x", "w"]


@pytest.mark.parametrize(
    ("value", "said"), [(-1.0, "-1"), (np.nan, "a missing one"), (np.inf, "inf")]
)
def test_weight_that_no_row_can_have_is_refused_with_the_row(with_weights, refused, value, said):
    with refused("WEIGHT_VALUE", said, "row 7"):
        with_weights(_but(value, 7))


def test_unknown_column_of_weights_is_refused_with_a_close_match(csv_of, refused):
    frame = pd.DataFrame({"x": [1, 2], "y": [0, 1], "weights": [1, 1]})
    with refused("WEIGHT_UNKNOWN", "'weihgts'", "Did you mean 'weights'?"):
        load(csv_of(frame), "y", weight="weihgts")


def test_target_can_be_no_weight(with_weights, refused):
    with refused("WEIGHT_UNKNOWN", "'y' for both"):
        with_weights([1.0] * ROWS, weight="y")


def test_weights_that_are_texts_are_refused(with_weights, refused):
    with refused("WEIGHT_TYPE", "'often'"):
        with_weights(["often", "rarely"] * (ROWS // 2))


def test_side_of_the_split_without_any_weight_is_refused(with_weights, refused):
    with refused("WEIGHT_VALUE", "some test row"):
        with_weights([1.0] * 30 + [0.0] * 10, split="time")
