"""The dataset as notebooks and rooms see it."""

from __future__ import annotations

import hashlib
import os

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import ColumnKind
from mlbench.data.fingerprint import _add
from mlbench.data.load import load

RNG = np.random.default_rng(1)
SMALL = pd.DataFrame(
    {
        "size": [1.5, 2.5, np.nan, 4.5] * 5,
        "flag": [True, False] * 10,
        "colour": ["red", "blue", "red", "green"] * 5,
        "day": pd.date_range("2026-01-01", periods=20),
        "y": [0, 1] * 10,
    }
)


def test_features_target_and_rows_fit_together(csv_of):
    dataset = load(csv_of(SMALL), "y")
    assert dataset.features == ["size", "flag", "colour", "day"]
    assert list(dataset.frame.columns) == [*dataset.features, "y"]
    assert dataset.X_train.index.tolist() == dataset.train_rows.tolist()
    assert dataset.y_test.index.tolist() == dataset.test_rows.tolist()
    assert isinstance(dataset.frame.index, pd.RangeIndex)
    assert [str(kind) for kind in dataset.kinds.values()] == [
        "numeric", "boolean", "categorical", "datetime",
    ]  # fmt: skip
    assert (dataset.classes, dataset.positive) == ([0, 1], 1)


def test_target_need_not_be_the_last_column(csv_of):
    dataset = load(csv_of(SMALL[["y", "size", "colour"]]), "y")
    assert dataset.features == ["size", "colour"]


def test_changing_what_a_dataset_gave_changes_nothing_in_it(csv_of):
    dataset = load(csv_of(SMALL), "y")
    given = dataset.X_train
    given["size"] = 0.0
    assert dataset.X_train["size"].max() == 4.5


def test_all_missing_column_is_no_feature_and_said(csv_of):
    dataset = load(csv_of(SMALL.assign(nothing=np.nan)), "y")
    assert "nothing" not in dataset.features
    assert "nothing" not in dataset.X_test.columns
    assert "nothing" in dataset.left_out
    assert any("'nothing'" in note for note in dataset.notes)


def test_column_without_a_value_in_the_training_rows_is_no_feature(csv_of):
    late = [None] * 19 + [1.0]
    dataset = load(csv_of(SMALL.assign(late=late)), "y", split="time")
    assert "late" not in dataset.features
    assert "late" in dataset.left_out


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e39, -3e300])
def test_infinite_and_huge_features_become_missing_with_column_and_rows_said(csv_of, value):
    frame = SMALL.assign(wild=[value, value, *range(18)], tame=[1e38, *range(19)])
    dataset = load(csv_of(frame), "y")
    assert dataset.frame["wild"].isna().sum() == 2
    assert dataset.frame["tame"].isna().sum() == 0
    assert any("'wild' (2 rows)" in note for note in dataset.notes)


def test_dropped_columns_are_left_out_and_said(csv_of):
    dataset = load(csv_of(SMALL), "y", read={"drop": ["day", "flag"]})
    assert dataset.features == ["size", "colour"]
    assert set(dataset.left_out) == {"day", "flag"}
    assert any("as asked" in note and "'day'" in note for note in dataset.notes)


def test_dropping_an_unknown_column_or_the_target_is_refused(csv_of, refused):
    source = csv_of(SMALL)
    with refused("DATA_OPTION", "'sizes'", "Did you mean 'size'?"):
        load(source, "y", read={"drop": ["sizes"]})
    with refused("TARGET_UNKNOWN", "left out, as asked"):
        load(source, "y", read={"drop": ["y"]})


def test_table_of_a_target_alone_is_refused(written, refused):
    with refused("DATA_NO_FEATURES"):
        load(written("y\n0\n1\n0\n1\n0\n1\n0\n1\n"), "y")


def test_fingerprint_depends_on_content_and_not_on_the_file(csv_of):
    one = load(csv_of(SMALL, "one.csv"), "y")
    again = csv_of(SMALL, "other.csv")
    os.utime(again, (0, 0))
    assert load(again, "y", split_seed=9).fingerprint == one.fingerprint
    assert load(again).fingerprint == one.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"size": [1.5, 2.5, np.nan, 4.25] * 5},
        {"colour": ["red", "blue", "red", "greem"] * 5},
        {"flag": [False, True] * 10},
        {"day": pd.date_range("2026-01-02", periods=20)},
        {"extra": [1] * 20},
    ],
)
def test_fingerprint_changes_with_any_value(csv_of, change):
    before = load(csv_of(SMALL, "a.csv")).fingerprint
    assert load(csv_of(SMALL.assign(**change), "b.csv")).fingerprint != before


def test_fingerprint_tells_empty_text_cells_and_shifted_text_apart(csv_of):
    first = pd.DataFrame({"a": ["xy", "z"] * 4, "b": ["p", "q"] * 4})
    second = pd.DataFrame({"a": ["x", "yz"] * 4, "b": ["p", "q"] * 4})
    assert load(csv_of(first, "a.csv")).fingerprint != load(csv_of(second, "b.csv")).fingerprint


def test_fingerprint_keeps_the_parts_that_it_hashes_apart():
    digests = []
    for parts in ((b"ab", b"c"), (b"a", b"bc")):
        digest = hashlib.sha256()
        for part in parts:
            _add(digest, part)
        digests.append(digest.hexdigest())
    assert digests[0] != digests[1]


def test_fingerprint_depends_on_names_and_order(csv_of):
    prints = {
        load(csv_of(frame, "t.csv")).fingerprint
        for frame in (SMALL, SMALL.rename(columns={"size": "sizes"}), SMALL.iloc[::-1])
    }
    assert len(prints) == 3


def test_markup_in_names_and_labels_is_escaped(csv_of):
    evil = "<script>alert(1)</script>"
    frame = SMALL.assign(y=[evil, "b"] * 10, **{evil: [np.inf, *range(19)]})
    dataset = load(csv_of(frame), "y")
    assert "<script" not in dataset._repr_html_()
    assert "&lt;script&gt;" in dataset._repr_html_()


def test_dataset_describes_itself_in_text_and_html(csv_of):
    dataset = load(csv_of(SMALL), "y")
    for shown in (repr(dataset), dataset._repr_html_()):
        assert all(word in shown for word in ("20", "15 to train on", "stratified", "binary"))


def test_read_only_a_dataset_is_a_record(csv_of):
    dataset = load(csv_of(SMALL), "y")
    with pytest.raises(AttributeError):
        dataset.target = "size"


def test_boolean_target_gives_boolean_classes(csv_of):
    dataset = load(csv_of(SMALL), "flag")
    assert dataset.classes == [False, True]
    assert dataset.kinds["y"] is ColumnKind.NUMERIC


@pytest.mark.real
def test_adult_is_read_in_under_two_seconds_and_its_test_file_too(real_data):
    import time

    names = [f"c{n}" for n in range(15)]
    for file in ("adult-train.csv", "adult-test.csv"):
        start = time.perf_counter()
        load(str(real_data / "adult" / file), "c14", read={"columns": names, "missing": "?"})
        assert time.perf_counter() - start < 2
