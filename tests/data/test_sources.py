"""Where data come from: files, names, and words with a colon."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.data import load as room
from mlbench.data.dataset import ColumnKind
from mlbench.data.reading.columns import plain_frame
from mlbench.errors import DataError
from mlbench.settings import settings

FRAME = pd.DataFrame({"a": [1.5, 2.5, 3.5, 4.5], "c": list("uvuv"), "y": [0, 1, 0, 1]})

#: Half of a handful of rows are held out, so that both sides have each class.
load = partial(room.load, test_fraction=0.5)


@pytest.mark.parametrize(
    ("name", "rows", "task", "label"),
    [
        ("breast_cancer", 569, "binary", "malignant"),
        ("iris", 150, "multiclass", "setosa"),
        ("wine", 178, "multiclass", "class_0"),
        ("digits", 1797, "multiclass", 7),
        ("diabetes", 442, "regression", None),
    ],
)
def test_bundled_tables_carry_readable_labels(name, rows, task, label):
    dataset = load(f"sklearn:{name}", "target")
    assert (dataset.rows, dataset.task) == (rows, task)
    assert label is None or label in dataset.classes


def test_unknown_bundled_table_is_refused_with_a_close_match(refused):
    with refused("DATA_NOT_FOUND", "Did you mean 'iris'?"):
        load("sklearn:iriss")


def test_unknown_word_before_the_colon_is_refused(refused):
    with refused("DATA_NOT_FOUND", "Did you mean 'sklearn'?"):
        load("sklaern:iris")


def test_missing_file_is_refused_with_a_close_match(workplace, written, refused):
    written("a\n1\n", "houses.csv")
    with refused("DATA_NOT_FOUND", str(workplace), "Did you mean 'houses.csv'?"):
        load("house.csv")


def test_unknown_name_is_refused_with_a_close_match(workplace, refused):
    with refused("DATA_NOT_FOUND", "Did you mean 'adult'?"):
        load("adlut")


def test_folder_is_refused(workplace, refused):
    (workplace / "x.csv").mkdir()
    with refused("DATA_NOT_FOUND", "folder"):
        load("x.csv")


def test_unknown_suffix_is_refused(written, refused):
    with refused("DATA_FORMAT", "'book.docx'", "'.parquet'"):
        load(written(b"PK", "book.docx"))


@pytest.mark.parametrize("source", ["", "  ", "a\0b.csv", "x" * 5000, "~nobody-of-that-name/x.csv"])
def test_odd_sources_are_refused_in_one_sentence(workplace, source):
    with pytest.raises(DataError) as caught:
        load(source)
    assert len(str(caught.value)) < 1500


def test_relative_path_is_found_in_the_data_folder(workplace, monkeypatch, csv_of):
    folder = workplace / "elsewhere"
    folder.mkdir()
    FRAME.to_csv(folder / "t.csv", index=False)
    monkeypatch.setenv("MLBENCH_DATA", str(folder))
    settings.cache_clear()
    assert load("t.csv", "y").rows == 4


def test_working_directory_wins_over_the_data_folder(workplace, monkeypatch, csv_of):
    folder = workplace / "elsewhere"
    folder.mkdir()
    FRAME.to_csv(folder / "t.csv", index=False)
    monkeypatch.setenv("MLBENCH_DATA", str(folder))
    settings.cache_clear()
    assert load(csv_of(pd.concat([FRAME, FRAME]), "t.csv"), "y").rows == 8


def test_named_set_without_its_folder_says_what_to_set(workplace, monkeypatch, refused):
    monkeypatch.delenv("MLBENCH_DATA", raising=False)
    settings.cache_clear()
    with refused("DATA_NOT_FOUND", "MLBENCH_DATA", "bike_sharing/hour.csv"):
        load("bike_sharing")


def test_parquet_gives_the_same_dataset_as_csv(workplace, csv_of):
    FRAME.to_parquet("t.parquet")
    from_csv, from_parquet = load(csv_of(FRAME), "y"), load("t.parquet", "y")
    pd.testing.assert_frame_equal(from_csv.frame, from_parquet.frame)
    assert from_csv.fingerprint == from_parquet.fingerprint


def test_duplicate_names_in_parquet_are_refused(workplace, refused):
    table = pa.table([pa.array([1, 2]), pa.array([3, 4])], names=["a", "a"])
    parquet.write_table(table, "t.parquet")
    with refused("DATA_DUPLICATE_COLUMNS", "'a'"):
        load("t.parquet")


def test_names_of_mixed_type_from_parquet_become_text(workplace):
    frame = FRAME.rename(columns={"a": 1, "c": 2.5})
    frame.columns = frame.columns.astype(object)
    frame.rename(columns=str).to_parquet("t.parquet")
    assert load("t.parquet", "y").features == ["1", "2.5"]


def test_names_of_mixed_type_from_a_source_become_text_and_are_noted():
    frame = pd.DataFrame([[1.0, 2.0, 3.0]], columns=["a", 1, ("b", 2)])
    plain, events = plain_frame(frame, "x")
    assert list(plain.columns) == ["a", "1", "('b', 2)"]
    assert [event.column for event in events] == ["1", "('b', 2)"]


def test_names_that_become_the_same_text_are_refused(refused):
    with refused("DATA_DUPLICATE_COLUMNS", "'1'"):
        plain_frame(pd.DataFrame([[1, 2]], columns=["1", 1]), "x")


def test_long_integers_of_parquet_become_text_without_rounding(workplace):
    values = [2**53 + 1, None, 5, 6]
    table = pa.table({"i": pa.array(values, pa.int64()), "y": [0, 1, 0, 1]})
    parquet.write_table(table, "t.parquet")
    dataset = load("t.parquet", "y")
    assert dataset.frame["i"].dropna().tolist() == [str(2**53 + 1), "5", "6"]
    assert "2^53" in " ".join(dataset.notes)


def test_unsigned_integers_beyond_int64_become_text(workplace):
    table = pa.table({"i": pa.array([2**63, 1, 2, 3], pa.uint64()), "y": [0, 1, 0, 1]})
    parquet.write_table(table, "t.parquet")
    assert load("t.parquet", "y").frame["i"][0] == str(2**63)


def test_every_type_of_parquet_gets_a_plain_type_or_is_left_out_and_said(workplace):
    moment = pd.Timestamp("2026-01-01 10:00")
    table = pa.table(
        {
            "small": pa.array([1, None, 3, 4], pa.int8()),
            "half": pa.array([0.5, 1, 2, 3], pa.float32()),
            "label": pa.array(["u", "v", "u", None]).dictionary_encode(),
            "flag": pa.array([True, None, False, True]),
            "decimal": pa.array([1, 2, 3, 4]).cast(pa.decimal128(21, 2)),
            "day": pa.array([moment.date()] * 4),
            "zoned": pa.array([moment.tz_localize("UTC")] * 4, pa.timestamp("ns", "Europe/Rome")),
            "span": pa.array([pd.Timedelta("90s")] * 4),
            "large": pa.array(list("abab"), pa.large_string()),
            "list": pa.array([[1], [2], [3], [4]]),
            "raw": pa.array([b"1"] * 4),
            "nothing": pa.nulls(4),
            "y": [0, 1, 0, 1],
        }
    )
    parquet.write_table(table, "t.parquet")
    dataset = load("t.parquet", "y")
    kinds = {name: str(kind) for name, kind in dataset.kinds.items()}
    assert kinds == {
        "small": "numeric",
        "half": "numeric",
        "label": "categorical",
        "flag": "boolean",
        "decimal": "numeric",
        "day": "datetime",
        "zoned": "datetime",
        "span": "numeric",
        "large": "categorical",
    }
    assert dataset.frame["span"][0] == 90.0
    assert dataset.frame["zoned"][0] == moment
    said = " ".join(dataset.notes)
    assert all(f"'{name}'" in said for name in ("list", "raw", "nothing", "zoned"))


def test_stored_index_of_pandas_is_left_out(workplace):
    FRAME.set_index(np.array([5, 9, 2, 7])).to_parquet("t.parquet")
    dataset = load("t.parquet", "y")
    assert dataset.features == ["a", "c"]
    assert dataset.frame.index.tolist() == [0, 1, 2, 3]


def test_empty_or_broken_parquet_is_refused(workplace, written, refused):
    FRAME.head(0).to_parquet("none.parquet")
    with refused("DATA_EMPTY", "0 rows"):
        load("none.parquet")
    with refused("DATA_INVALID", "Parquet"):
        load(written(b"PAR1 no", "broken.parquet"))


def test_odd_columns_of_a_source_get_plain_types():
    frame = pd.DataFrame(
        {
            "object": pd.Series([1, "a", None], dtype=object),
            "flags": pd.Series([True, None, False], dtype=object),
            "numbers": pd.Series([1, 2, None], dtype=object),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "category": pd.Categorical(["u", None, "u"]),
            "zoned": pd.date_range("2026-01-01", periods=3, tz="Asia/Tokyo"),
        }
    )
    plain, events = plain_frame(frame, "x")
    assert plain.dtypes.astype(str).to_dict() == {
        "object": "str",
        "flags": "boolean",
        "numbers": "float64",
        "nullable": "float64",
        "category": "str",
        "zoned": "datetime64[us]",
    }
    assert {event.column for event in events} == {"object", "zoned"}


@pytest.fixture
def data_folder(real_data, monkeypatch):
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    yield real_data
    settings.cache_clear()


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "rows", "features", "task", "target"),
    [
        ("adult", 32_561, 14, "binary", "income"),
        ("bike_sharing", 17_379, 14, "regression", "cnt"),
        ("california_housing", 20_640, 9, "regression", "median_house_value"),
        ("dry_bean", 13_611, 16, "multiclass", "Class"),
    ],
)
def test_named_sets_are_read_as_documented(data_folder, name, rows, features, task, target):
    dataset = load(name)
    assert (dataset.rows, len(dataset.features), dataset.task) == (rows, features, task)
    assert dataset.target == target
    assert dataset.name == name


@pytest.mark.real
def test_adult_has_its_missing_values_and_positive_rate(data_folder):
    adult = load("adult")
    missing = adult.frame.isna().sum()
    assert missing[missing > 0].to_dict() == {
        "workclass": 1836,
        "occupation": 1843,
        "native_country": 583,
    }
    assert adult.positive == ">50K"
    assert (adult.y == adult.positive).mean() == pytest.approx(0.241, abs=0.001)


@pytest.mark.real
def test_leaking_columns_of_bike_sharing_are_left_out_and_said(data_folder):
    dataset = load("bike_sharing")
    assert set(dataset.left_out) == {"casual", "registered"}
    assert "casual + registered = cnt" in " ".join(dataset.notes)
    assert dataset.kinds["dteday"] is ColumnKind.DATETIME
    with pytest.raises(DataError, match="casual"):
        load("bike_sharing", "casual")


@pytest.mark.real
def test_options_are_added_to_those_of_a_named_set(data_folder):
    dataset = load("adult", read={"drop": ["fnlwgt"]})
    assert "fnlwgt" not in dataset.features
    assert dataset.frame["workclass"].isna().sum() == 1836
