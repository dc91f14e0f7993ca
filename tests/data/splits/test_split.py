"""Which rows are held out."""

from __future__ import annotations

import numpy as np
import pytest

from mlbench.data.load import load

IRIS = "sklearn:iris"


def test_the_same_seed_gives_the_same_rows_and_another_seed_others():
    one, same, other = (load(IRIS, "target", split_seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one.test_rows, same.test_rows)
    assert not np.array_equal(one.test_rows, other.test_rows)


@pytest.mark.parametrize("split", ["random", "stratified", "time"])
def test_every_row_is_on_one_side(split):
    dataset = load(IRIS, "target", split=split, test_fraction=0.4)
    both = np.concatenate([dataset.train_rows, dataset.test_rows])
    assert np.array_equal(np.sort(both), np.arange(150))
    assert len(dataset.test_rows) == 60
    assert dataset.train_rows.dtype == np.int64


def test_stratified_split_keeps_the_share_of_each_class():
    dataset = load(IRIS, "target", test_fraction=0.2)
    assert dataset.split.kind == "stratified"
    assert dataset.y_test.value_counts().tolist() == [10, 10, 10]


def test_time_split_holds_out_the_last_rows_in_order(csv_of):
    dataset = load("sklearn:diabetes", "target", split="time", test_fraction=0.25)
    assert dataset.test_rows.tolist() == list(range(331, 442))


def test_auto_is_random_for_a_quantity_and_said():
    dataset = load("sklearn:diabetes", "target")
    assert dataset.split.kind == "random"
    assert "The split was chosen to be random." in dataset.notes


def test_stratified_split_of_a_quantity_is_refused(refused):
    with refused("DATA_OPTION", "regression target"):
        load("sklearn:diabetes", "target", split="stratified")


@pytest.mark.parametrize("fraction", [0, 1, 1.5, -0.1, True, "half", float("nan")])
def test_test_fraction_out_of_range_is_refused(refused, fraction):
    with refused("DATA_OPTION", "'test_fraction'", "(0, 1)"):
        load(IRIS, test_fraction=fraction)


@pytest.mark.parametrize("seed", [-1, 1.5, "x", 2**32, True])
def test_seed_that_is_none_is_refused(refused, seed):
    with refused("DATA_OPTION", "'split_seed'"):
        load(IRIS, split_seed=seed)


@pytest.mark.parametrize(("name", "value"), [("task", "guess"), ("split", "kfold")])
def test_unknown_choice_is_refused_with_the_choices(refused, name, value):
    with refused("DATA_OPTION", f"'{name}'", "'auto'", value):
        load(IRIS, **{name: value})


def test_one_row_is_refused(written, refused):
    with refused("DATA_TOO_SMALL", "1 row"):
        load(written("a,b\n1,2\n"))
