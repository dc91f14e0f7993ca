"""What every split promises, over data that is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mlbench.data.dataset import Dataset
from mlbench.data.kinds import ColumnKind
from mlbench.data.splits.folds import folds, most_folds
from mlbench.data.splits.key import key_of
from mlbench.data.splits.rows import split_rows
from mlbench.data.splits.split import GROUPED, IN_TIME, Split
from mlbench.errors import DataError
from mlbench.vocabulary import Task

KINDS = ["random", "stratified", "group", "stratified_group", "time", "rolling", "predefined"]
# How long one example takes says how busy the machine is; data that can't be split is usual.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
DAY = np.datetime64("2026-01-01", "us")


@st.composite
def tables(draw, kinds=KINDS):
    """A kind of split with a table for it: classes, groups, days that repeat, parts."""
    rows = draw(st.integers(8, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    frame = pd.DataFrame(
        {
            "x": random.normal(size=rows),
            "y": random.integers(0, draw(st.integers(2, 4)), rows),
            "group": random.integers(0, draw(st.integers(2, 12)), rows).astype("str"),
            "day": DAY
            + random.integers(0, draw(st.integers(2, 40)), rows) * np.timedelta64(1, "D"),
            "part": random.choice(["train", "Test", "validation"], rows),
        }
    )
    kind = draw(st.sampled_from(kinds))
    by = {"group": "group", "stratified_group": "group", "predefined": "part"}.get(kind)
    gap = None
    if kind in IN_TIME:
        by = draw(st.sampled_from(["day", None]))
        gap = draw(st.sampled_from([None, "1d", "3d"] if by else [None, "1", "3"]))
    fraction = draw(st.floats(0.05, 0.8))
    return Split(kind, fraction, draw(st.integers(0, 9)), by, gap), frame


def _dataset(split, frame, task):
    key = key_of(split, frame, "y")
    classes = frame["y"] if task.is_classification else None
    parts = split_rows(split, len(frame), classes, key)
    return Dataset(
        "drawn", "drawn", frame, "y", task, split, parts.train, parts.test,
        {"x": ColumnKind.NUMERIC}, "", split_key=key,
    )  # fmt: skip


def _made(split, frame, task=Task.MULTICLASS):
    """Return the dataset, unless the data can't be split so and that is said."""
    try:
        return _dataset(split, frame, task)
    except DataError as error:
        assume(error.code not in {"DATA_TOO_SMALL", "TARGET_RARE_CLASS"})
        raise


@UNHURRIED
@given(tables())
def test_no_row_is_on_two_sides_and_only_a_gap_leaves_rows_out(drawn):
    split, frame = drawn
    dataset = _made(split, frame)
    both = np.concatenate([dataset.train_rows, dataset.test_rows])
    assert len(np.unique(both)) == len(both)
    assert len(dataset.train_rows)
    assert len(dataset.test_rows)
    assert np.all(np.diff(dataset.train_rows) > 0)
    assert np.all(np.diff(dataset.test_rows) > 0)
    if split.gap is None:
        assert len(both) == len(frame)


@UNHURRIED
@given(tables())
def test_the_same_seed_gives_the_same_rows(drawn):
    one, same = _made(*drawn), _made(*drawn)
    assert np.array_equal(one.test_rows, same.test_rows)
    assert np.array_equal(one.train_rows, same.train_rows)


@UNHURRIED
@given(tables(GROUPED))
def test_no_group_is_on_two_sides(drawn):
    split, frame = drawn
    dataset = _made(split, frame)
    sides = [set(frame["group"].iloc[rows]) for rows in (dataset.train_rows, dataset.test_rows)]
    assert not sides[0] & sides[1]


@UNHURRIED
@given(tables(IN_TIME))
def test_what_is_tested_comes_after_what_is_learnt_from_and_the_gap(drawn):
    split, frame = drawn
    dataset = _made(split, frame)
    if split.by is None:
        gap = int(split.gap or 0)
        assert dataset.test_rows.min() - dataset.train_rows.max() == gap + 1
    else:
        days = frame["day"]
        gap = pd.Timedelta(int((split.gap or "0d")[:-1]), "D")
        first = days.iloc[dataset.test_rows].min()
        assert days.iloc[dataset.train_rows].max() < first - gap
        assert first > days.drop(dataset.test_rows).max()


@UNHURRIED
@given(tables(), st.integers(2, 6), st.sampled_from([Task.MULTICLASS, Task.REGRESSION]))
def test_folds_keep_rows_groups_and_time_apart(drawn, number, task):
    split, frame = drawn
    assume(not (task is Task.REGRESSION and split.kind.startswith("stratified")))
    dataset = _made(split, frame, task)
    try:
        parts = folds(dataset, number, split.seed)
    except DataError:
        assume(number <= most_folds(dataset)[0] and split.kind not in IN_TIME)
        raise
    assert len(parts) == number
    tested = np.concatenate([validate for _, validate in parts])
    assert len(np.unique(tested)) == len(tested)
    for learn, validate in parts:
        assert len(learn)
        assert len(validate)
        assert not set(learn) & set(validate)
        assert max(learn.max(), validate.max()) < len(dataset.train_rows)
        here = dataset.frame.iloc[dataset.train_rows]
        if split.kind in GROUPED:
            assert not set(here["group"].iloc[learn]) & set(here["group"].iloc[validate])
        if split.kind in IN_TIME and split.by:
            assert here["day"].iloc[learn].max() < here["day"].iloc[validate].min()
        elif split.kind in IN_TIME:
            assert validate.min() - learn.max() == int(split.gap or 0) + 1
    if split.kind not in IN_TIME:
        assert len(tested) == len(dataset.train_rows)


def test_rolling_origin_tests_each_fold_on_as_many_rows_as_the_test_part():
    frame = pd.DataFrame({"x": range(100), "y": [0, 1] * 50})
    dataset = _dataset(Split("rolling", 0.1, 0), frame, Task.BINARY)
    assert [(len(a), len(b)) for a, b in folds(dataset, 3)] == [(60, 10), (70, 10), (80, 10)]
    assert most_folds(dataset)[0] == 8


@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.4, 0.5, 0.7])
@pytest.mark.parametrize("kind", GROUPED)
def test_many_groups_come_close_to_the_share_that_was_asked_for(kind, fraction):
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"y": random.integers(0, 2, 3000), "x": 0.0})
    frame["group"] = random.integers(0, 200, 3000)
    dataset = _dataset(Split(kind, fraction, 1, "group"), frame, Task.BINARY)
    assert len(dataset.test_rows) == pytest.approx(3000 * fraction, abs=60)


def test_stratified_groups_keep_the_share_of_a_rare_class():
    random = np.random.default_rng(0)
    group = np.repeat(np.arange(100), 20)
    frame = pd.DataFrame({"y": (random.random(2000) < 0.1).astype(int), "x": 0.0, "group": group})
    dataset = _dataset(Split("stratified_group", 0.2, 0, "group"), frame, Task.BINARY)
    assert dataset.y_test.mean() == pytest.approx(frame["y"].mean(), abs=0.01)


def test_a_group_larger_than_the_test_part_is_learnt_from():
    frame = pd.DataFrame({"y": [0, 1] * 50, "group": ["big"] * 80 + ["a", "b", "c", "d"] * 5})
    for seed in range(20):
        dataset = _dataset(Split("group", 0.1, seed, "group"), frame, Task.BINARY)
        assert len(dataset.test_rows) == 10
