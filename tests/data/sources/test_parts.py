"""Folders, patterns, and folders named by what their rows have in common."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import read_source
from mlbench.data.stored import StoredTable

FRAME = pd.DataFrame({"a": [1, 2, 3, 4], "b": list("uvwx")})


def read(source, **options):
    return read_source(source, ReadOptions.of(options)).table


@pytest.fixture
def sales(workplace):
    """Folders by year and by city, one of them without a year."""
    for year, city in (
        ("2023", "Rome"),
        ("2024", "New%20York"),
        ("__HIVE_DEFAULT_PARTITION__", "x"),
    ):
        folder = workplace / "sales" / f"year={year}" / f"city={city}"
        folder.mkdir(parents=True)
        FRAME.to_parquet(folder / "part-0.parquet")
    (workplace / "sales" / "_SUCCESS").touch()
    (workplace / "sales" / ".part.csv.crc").touch()
    return "sales"


@pytest.mark.parametrize("source", ["sales", "sales/**/*.parquet", "sales/*/*/part-*.parquet"])
def test_names_of_folders_become_columns_with_types(sales, source):
    table = read(source)
    assert table.frame["year"].dropna().tolist() == [2023.0] * 4 + [2024.0] * 4
    assert table.frame["city"].unique().tolist() == ["Rome", "New York", "x"]
    assert len(table.frame) == 12
    assert "3 files" in table.remarks[0].text


def test_parts_of_text_have_one_type_and_one_remark(workplace):
    (workplace / "p1.csv").write_text("a;b\n1;x\n")
    (workplace / "p2.csv").write_text("b;a\ny;0.5\n")
    table = read("p*.csv")
    assert table.frame["a"].tolist() == [1.0, 0.5]
    assert table.frame["b"].tolist() == ["x", "y"]
    assert [remark.text.count("semicolon") for remark in table.remarks] == [0, 1]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_parts_with_other_columns_are_refused_with_file_and_column(workplace, refused, suffix):
    for name, frame in (("p1", FRAME), ("p2", FRAME.rename(columns={"b": "c"}))):
        path = workplace / f"{name}.{suffix}"
        frame.to_csv(path, index=False) if suffix == "csv" else frame.to_parquet(path)
    with refused("DATA_PARTS", f"p2.{suffix}", "'b'", f"p1.{suffix}"):
        read(f"p*.{suffix}")
    (workplace / f"p1.{suffix}").unlink()
    wider = workplace / f"p3.{suffix}"
    wide = FRAME.rename(columns={"b": "c"}).assign(d=1)
    wide.to_csv(wider, index=False) if suffix == "csv" else wide.to_parquet(wider)
    with refused("DATA_PARTS", f"p3.{suffix}", "'d'"):
        read(f"p*.{suffix}")


def test_parts_with_other_types_are_refused_with_file_and_column(workplace, refused):
    FRAME.to_parquet("p1.parquet")
    FRAME.astype({"a": "str"}).to_parquet("p2.parquet")
    with refused("DATA_PARTS", "p2.parquet", "'a'", "int64"):
        read("p*.parquet")


def test_types_that_differ_in_width_or_are_empty_go_together(workplace):
    parquet.write_table(pa.table({"a": pa.nulls(1), "b": ["x"]}), "p1.parquet")
    parquet.write_table(pa.table({"a": pa.array([1], pa.int8()), "b": ["x"]}), "p2.parquet")
    parquet.write_table(pa.table({"a": [2**40], "b": ["x"]}), "p3.parquet")
    assert read("p*.parquet").frame["a"].dropna().tolist() == [1, 2**40]


def test_folders_that_name_other_keys_are_refused(workplace, refused):
    for key in ("year", "month"):
        (workplace / "sales" / f"{key}=1").mkdir(parents=True)
        FRAME.to_parquet(workplace / "sales" / f"{key}=1" / "x.parquet")
    with refused("DATA_PARTS", "'month'"):
        read("sales")


def test_key_that_is_a_column_too_is_refused(workplace, refused):
    (workplace / "sales" / "a=1").mkdir(parents=True)
    for name in ("x", "y"):
        FRAME.to_parquet(workplace / "sales" / "a=1" / f"{name}.parquet")
    with refused("DATA_DUPLICATE_COLUMNS", "'a'"):
        read("sales")


def test_large_parts_of_parquet_stay_where_they_are(workplace, little_memory):
    for name in ("p1", "p2"):
        FRAME.to_parquet(f"{name}.parquet")
    little_memory(10)
    table = read("p*.parquet")
    assert isinstance(table, StoredTable)
    assert [part.name for part in table.parts] == ["p1.parquet", "p2.parquet"]
    assert table.rows == 8


def test_large_parts_with_keys_are_put_together(sales, little_memory):
    little_memory(10)
    table = read(sales)
    assert (table.rows, len(table.parts)) == (12, 1)
    assert list(table.names) == ["a", "b", "year", "city"]


def test_pattern_that_nothing_matches_is_refused(workplace, refused):
    with refused("DATA_NOT_FOUND", "none-*.csv"):
        read("none-*.csv")
