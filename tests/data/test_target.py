"""The target: which task it sets, and what can't be predicted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load

RNG = np.random.default_rng(0)


@pytest.fixture
def with_target(csv_of):
    """Loads a table with such a target beside one feature."""

    def make(values, **options):
        frame = pd.DataFrame({"x": RNG.normal(size=len(values)), "y": values})
        return load(csv_of(frame), "y", **options)

    return make


@pytest.mark.parametrize(
    ("values", "task", "reason"),
    [
        ([0, 1] * 20, "binary", "2 whole numbers"),
        ([1.0, 2.0] * 20, "binary", "2 whole numbers"),
        ([True, False] * 20, "binary", "true or false"),
        (["yes", "no"] * 20, "binary", "2 labels"),
        (["u", "v", "w", "v"] * 10, "multiclass", "3 labels"),
        (list(range(20)) * 4, "multiclass", "20 whole numbers"),
        (list(range(21)) * 4, "regression", "21 different whole numbers"),
        ([0.5, 1.5] * 20, "regression", "2 different floats"),
        ([1.0, 2.0, 3.0, 4.0] * 10, "regression", "4 different floats"),
    ],
)
def test_task_is_found_from_the_target_and_said_with_its_reason(with_target, values, task, reason):
    dataset = with_target(values)
    assert dataset.task == task
    assert reason in " ".join(dataset.notes)


def test_given_task_is_taken_without_a_note(with_target):
    dataset = with_target(list(range(30)) * 2, task="classification", test_fraction=0.5)
    assert dataset.task == "multiclass"
    assert with_target([0, 1, 2, 3] * 10, task="regression").task == "regression"
    assert "found to be" not in " ".join(dataset.notes)


def test_labels_that_are_whole_floats_become_integers(with_target):
    assert with_target([0.0, 1.0] * 20).classes == [0, 1]


def test_unknown_target_is_refused_with_a_close_match(written, refused):
    with refused("TARGET_UNKNOWN", "'pricee'", "Did you mean 'price'?"):
        load(written("size,price\n1,2\n3,4\n"), "pricee")


def test_missing_target_values_are_refused_with_their_count_and_first_row(with_target, refused):
    with refused("TARGET_MISSING", "2 of them", "row 3"):
        with_target([1.5, 2.5, None, 4.5, None, 6.5])


def test_text_target_with_missing_values_is_refused_and_no_class_is_made_of_them(
    with_target, refused
):
    with refused("TARGET_MISSING", "1 of them", "row 2"):
        with_target(["yes", None, "no", "yes"])


def test_infinite_target_values_are_refused_with_their_count(with_target, refused):
    with refused("TARGET_MISSING", "1 of them", "row 1"):
        with_target([np.inf, 2.5, 3.5, 4.5])


@pytest.mark.parametrize("value", ["", "NA"])
def test_all_missing_target_is_refused(written, refused, value):
    with refused("TARGET_MISSING", "all of them"):
        load(written(f"x,y\n1,{value}\n2,{value}\n3,{value}\n"), "y")


@pytest.mark.parametrize("values", [["yes"] * 8, [1] * 8, [True] * 8])
def test_single_class_target_is_refused(with_target, refused, values):
    with refused("TARGET_SINGLE_CLASS", str(values[0])):
        with_target(values)


def test_constant_quantity_is_refused(with_target, refused):
    with refused("TARGET_CONSTANT", "2.5"):
        with_target([2.5] * 8)


def test_training_rows_of_a_single_class_are_refused(with_target, refused):
    with refused("TARGET_SINGLE_CLASS", "training rows", "'a'"):
        with_target(["a"] * 12 + ["b"] * 3, split="time")


@pytest.mark.parametrize(
    ("task", "values", "words"),
    [
        ("binary", ["u", "v", "w"] * 5, "3 of them"),
        ("multiclass", ["u", "v"] * 5, "2 of them"),
        ("regression", ["u", "v"] * 5, "'u', 'v'"),
        ("regression", [True, False] * 5, "'True', 'False'"),
        ("auto", ["2026-01-01", "2026-01-02"] * 5, "times"),
    ],
)
def test_target_that_does_not_suit_the_task_is_refused(with_target, refused, task, values, words):
    with refused("TARGET_TASK", words):
        with_target(values, task=task)


def test_class_of_one_member_is_refused_with_its_name_and_count(with_target, refused):
    with refused("TARGET_RARE_CLASS", "1 row of 'lonely'"):
        with_target(["a"] * 10 + ["b"] * 10 + ["lonely"])


def test_random_split_takes_a_class_of_one_member_and_says_where_it_lacks(with_target):
    dataset = with_target(["a"] * 10 + ["b"] * 10 + ["lonely"], split="random")
    assert "row has the class 'lonely'" in " ".join(dataset.notes)


def test_more_classes_than_test_rows_are_refused(with_target, refused):
    with refused("TARGET_RARE_CLASS", "10 classes", "side of 2"):
        with_target([f"c{n}" for n in range(10)] * 2, test_fraction=0.1)


def test_dataset_without_a_target_has_no_task_and_says_so_when_asked(written, refused):
    dataset = load(written("a,b\n1,2\n3,4\n5,6\n7,8\n"))
    assert (dataset.target, dataset.task, dataset.classes) == (None, None, None)
    with refused("TARGET_UNKNOWN", "must have a target"):
        _ = dataset.y_train
