"""What may be asked of a split, and what is said about it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load

RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "x": RNG.normal(size=200).round(4),
        "patient": RNG.integers(100, 120, 200),
        "day": pd.date_range("2026-01-01", periods=200).astype("str"),
        "part": ["train"] * 150 + ["test"] * 50,
        "is_test": [False] * 120 + [True] * 80,
        "y": RNG.choice(["no", "yes"], 200),
    }
)


@pytest.fixture
def split(csv_of):
    """Loads the table, or a changed one, by such a split."""

    def load_so(kind, by=None, changed=None, **options):
        source = csv_of(FRAME.assign(**(changed or {})))
        return load(source, "y", split=kind, split_by=by, **options)

    return load_so


def said(dataset, words):
    return any(words in note for note in dataset.notes)


@pytest.mark.parametrize("kind", ["group", "stratified_group"])
def test_group_is_no_feature_unless_asked_for_and_said(split, kind):
    dataset = split(kind, "patient")
    assert "patient" not in dataset.features
    assert f"the rows are split by it ({kind})" in dataset.left_out["patient"]
    assert said(dataset, "groups of 'patient'")
    assert set(dataset.split_key) == set(FRAME["patient"])
    assert "patient" in split(kind, "patient", split_keep=True).features


def test_time_stays_a_feature_and_the_first_tested_moment_is_said(split):
    shuffled = FRAME["day"].sample(frac=1, random_state=0).to_numpy()
    dataset = split("time", "day", {"day": shuffled}, split_gap="7d")
    assert "day" in dataset.features
    assert said(dataset, "50 of 200 rows are held out (25 %): from 'day' 2026-05-31")
    assert said(dataset, "7 rows in the gap of 7d before the test rows are set aside.")
    days = dataset.frame["day"]
    assert days.iloc[dataset.train_rows].max() == pd.Timestamp("2026-05-23")


def test_gap_without_a_column_is_a_number_of_rows(split):
    dataset = split("time", split_gap=10)
    assert dataset.train_rows.tolist() == list(range(140))
    assert said(dataset, "10 rows in the gap of 10")


def test_gap_of_a_numeric_column_is_in_its_unit(split):
    dataset = split("time", "second", {"second": np.arange(200) * 0.5}, split_gap=2.5)
    assert dataset.frame["second"].iloc[dataset.train_rows].max() == 72.0
    assert dataset.frame["second"].iloc[dataset.test_rows].min() == 75.0


@pytest.mark.parametrize(
    ("by", "changed", "held_out"),
    [
        ("part", {}, 50),
        ("part", {"part": [" TRAIN"] * 90 + ["Validation"] * 80 + ["Test"] * 30}, 30),
        ("is_test", {}, 80),
        ("is_test", {"is_test": [1, 0] * 100}, 100),
    ],
)
def test_predefined_split_is_read_from_words_truths_and_ones(split, by, changed, held_out):
    dataset = split("predefined", by, changed)
    assert len(dataset.test_rows) == held_out
    assert dataset.split.test_fraction == held_out / 200
    assert by not in dataset.features
    assert said(dataset, f"as '{by}' says")


def test_rows_are_kept_as_a_table_of_parts(split):
    table = split("time", split_gap=10).split_frame()
    assert table["part"].value_counts().to_dict() == {"train": 140, "test": 50, "set aside": 10}
    assert table.loc[table["part"] == "test", "row"].tolist() == list(range(150, 200))


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("group", {}, "must name its column in 'split_by'"),
        ("predefined", {}, "must name its column in 'split_by'"),
        ("random", {"by": "patient"}, "needs a split that is one of 'group'"),
        ("auto", {"by": "patient"}, "Got 'auto'"),
        ("group", {"by": "patiend"}, "Did you mean 'patient'?"),
        ("group", {"by": "y"}, "another column than the target"),
        ("group", {"by": "x", "changed": {"x": [1.5, None] * 100}}, "the first is row 2"),
        ("group", {"by": "patient", "split_gap": "7d"}, "needs a split that is 'time'"),
        ("time", {"by": "part"}, "must hold times or numbers"),
        ("time", {"by": "day", "split_gap": "soon"}, "a span of time such as 7d"),
        ("time", {"by": "day", "split_gap": 7}, "a span of time such as 7d"),
        ("time", {"by": "patient", "split_gap": "7d"}, "a number from 0"),
        ("time", {"split_gap": 1.5}, "a whole number of rows"),
        ("time", {"split_gap": -1}, "a number from 0"),
        ("time", {"split_gap": True}, "must be text or a number"),
        ("predefined", {"by": "patient"}, "must say 'train' or 'test'"),
        ("predefined", {"by": "part", "changed": {"part": ["train", "later"] * 100}}, "'later'"),
        ("group", {"by": 3}, "must be a column's name"),
        ("group", {"by": "patient", "split_keep": "yes"}, "must be true or false"),
    ],
)
def test_split_that_can_not_be_is_refused(split, refused, kind, options, words):
    with refused("DATA_OPTION", words):
        split(kind, **options)


@pytest.mark.parametrize(
    ("kind", "options", "words"),
    [
        ("group", {"by": "x", "changed": {"x": 1}}, "Got 1 in all"),
        ("stratified_group", {"by": "x", "changed": {"x": 1}}, "Got 1 in all"),
        ("time", {"by": "day", "split_gap": "900d"}, "the gap of 900d"),
        ("time", {"by": "x", "changed": {"x": 1}}, "Got none of 200"),
        ("predefined", {"by": "part", "changed": {"part": "train"}}, "Got 0 of 200"),
    ],
)
def test_split_without_rows_on_a_side_is_refused(split, refused, kind, options, words):
    with refused("DATA_TOO_SMALL", words):
        split(kind, **options)
