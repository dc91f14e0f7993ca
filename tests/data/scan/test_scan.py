"""Figures about all rows: equal to those of pandas where exact, near them where not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from mlbench.data.load import load
from mlbench.data.overview import overview
from mlbench.data.scan import counting
from mlbench.data.scan import rows as rows_module
from mlbench.data.scan import scan as module
from mlbench.data.scan.figures import SHARES
from mlbench.data.scan.scan import scan
from mlbench.settings import settings

RNG = np.random.default_rng(0)
ROWS = 30_000
MIXED = pd.DataFrame(
    {
        "number": np.where(np.arange(ROWS) % 7 == 0, np.nan, RNG.normal(size=ROWS)),
        "price": np.append(RNG.exponential(10, ROWS - 3000).round(2), [9.99] * 3000),
        "count": RNG.integers(0, 9, ROWS),
        "flag": RNG.random(ROWS) > 0.5,
        "word": pd.array(RNG.choice(["red", "blue", "it's", "", None], ROWS), dtype="str"),
        "code": pd.array([f"A{n}" for n in RNG.permutation(ROWS)], dtype="str"),
        "day": pd.date_range("2026-01-01", periods=ROWS, freq="h").astype("datetime64[us]"),
        "nothing": np.full(ROWS, np.nan),
    }
)
NUMBERS = ["number", "price", "count"]


@pytest.fixture
def large(monkeypatch):
    """Takes tables for large ones that are not, so that estimates can be looked at quickly."""
    monkeypatch.setattr(module, "EXACT_ROWS", 100)
    monkeypatch.setattr(module, "EXACT_DISTINCT", 100)
    monkeypatch.setattr(counting, "CELLS", 10)


def expect_exact(figures, frame):
    for name in frame.columns:
        column, about = frame[name], figures.columns[name]
        counts = column.value_counts()
        assert about.rows == len(frame)
        assert about.missing == column.isna().sum()
        assert about.distinct == column.nunique()
        assert about.estimates == frozenset()
        assert about.dtype == str(column.dtype)
        assert [count for _, count in about.top] == counts.head(len(about.top)).tolist()
        if len(counts):
            assert about.top[0][0] == str(column.mode()[0])
    for name in frame.select_dtypes("number"):
        expect_moments(figures.columns[name], frame[name])
        quantiles = list(figures.columns[name].quantiles.values())
        if frame[name].notna().any():
            assert quantiles == pytest.approx(frame[name].quantile(list(SHARES)).tolist())


def expect_moments(about, column):
    if column.isna().all():
        assert (about.minimum, about.maximum, about.mean, about.deviation) == (None,) * 4
        return
    assert (about.minimum, about.maximum) == (column.min(), column.max())
    # twelve digits are given, since later ones depend on the order of threads
    assert about.mean == pytest.approx(column.mean(), rel=5e-12, abs=1e-12)
    assert about.deviation == pytest.approx(column.std(), rel=1e-9)


def expect_near(about, column):
    present = column.notna().sum()
    for share, value in about.quantiles.items():
        below, at_most = (column < value).sum(), (column <= value).sum()
        assert below / present - 0.005 <= share <= at_most / present + 0.005


@pytest.mark.parametrize("where", ["frame", "arrow", "one file", "five files"])
def test_figures_of_small_tables_are_exact_wherever_they_are(stored_of, where):
    table = {
        "frame": lambda: MIXED,
        "arrow": lambda: pa.Table.from_pandas(MIXED),
        "one file": lambda: stored_of(MIXED),
        "five files": lambda: stored_of(MIXED, parts=5),
    }[where]()
    expect_exact(scan(table), MIXED)


ODD = pd.DataFrame(
    {
        "wild": [1.5, np.inf, -np.inf, 1e300, -1e39, np.nan, 0.1, 0.1],
        "tiny": [5e-324, -0.0, 0.0, 1e38, -1e38, 1.0, 1.0, np.nan],
        "long": [2**53, -(2**53), 0, 1, 1, 2, 3, 4],
        "gaps": pd.array([True, None, False, True, True, None, None, True], dtype="boolean"),
        "time": pd.to_datetime(["1700-01-01", None, "2261-01-01", *["2026-03-29"] * 5]),
        "word": pd.array(["", " ", "É", "É", None, "a" * 500, "NULL", "nan"], dtype="str"),
        "same": np.full(8, 7.25),
    }
).astype({"time": "datetime64[us]"})


@pytest.mark.parametrize("frame", [MIXED, ODD, ODD.head(1), ODD.head(0)], ids=len)
def test_every_exact_figure_is_the_same_in_memory_and_on_disk(stored_of, frame):
    found = scan(frame).columns
    assert all(about.estimates == frozenset() for about in found.values())
    for parts in (1, 3):
        assert (
            scan(stored_of(frame, parts=parts, group=3 if len(frame) < 9 else 1000)).columns
            == found
        )


def test_rows_in_memory_are_scanned_the_same_in_pieces(monkeypatch):
    whole = scan(MIXED).columns
    monkeypatch.setattr(rows_module, "_PIECE", 1000)
    in_pieces = scan(MIXED).columns
    for name, about in whole.items():
        again = in_pieces[name]
        assert again.mean == pytest.approx(about.mean)
        assert again.deviation == pytest.approx(about.deviation)
        assert replace(again, mean=about.mean, deviation=about.deviation) == about


def test_figures_equal_those_of_the_overview(csv_of):
    dataset = load(csv_of(MIXED.drop(columns="nothing")))
    ours, theirs = scan(dataset.frame).frame(), overview(dataset).frame()
    theirs = theirs.astype({"missing": "int64", "distinct": "int64"})
    both = ["missing", "distinct", "minimum", "maximum", "earliest", "latest", "top_percent"]
    pd.testing.assert_frame_equal(ours[both].astype("str"), theirs[both].astype("str"))


@pytest.mark.real
@pytest.mark.parametrize("name", ["adult", "bike_sharing", "california_housing", "dry_bean"])
def test_figures_of_real_tables_equal_those_of_pandas(name, workplace, real_data, monkeypatch):
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    frame = load(name).frame
    expect_exact(scan(frame), frame)


def test_large_tables_are_counted_exactly_where_values_are_few(stored_of, large):
    found = scan(stored_of(MIXED)).columns
    for name in ("count", "flag", "word"):
        assert found[name].distinct == MIXED[name].nunique()
        assert found[name].top[0][1] == MIXED[name].value_counts().iloc[0]
        assert not found[name].estimates & {"distinct", "top"}
    for name in NUMBERS:
        expect_moments(found[name], MIXED[name])


def test_estimates_of_large_tables_are_near_and_called_estimates(stored_of, large):
    found = scan(stored_of(MIXED)).columns
    for name in ("number", "code"):
        assert "distinct" in found[name].estimates
        assert found[name].distinct == pytest.approx(MIXED[name].nunique(), rel=0.2)
    for name in NUMBERS:
        expect_near(found[name], MIXED[name])
    assert "quantiles" in found["number"].estimates
    assert "quantiles" not in found["count"].estimates
    exact = MIXED["count"].quantile(list(SHARES)).tolist()
    assert list(found["count"].quantiles.values()) == exact
    assert found["price"].top[0] == ("9.99", int((MIXED["price"] == 9.99).sum()))


def test_large_tables_are_scanned_the_same_each_time(stored_of, large):
    stored = stored_of(MIXED, parts=3)
    one, two = scan(stored), scan(stored)
    assert one == two


def test_names_that_sql_would_take_for_something_else_are_names(stored_of):
    frame = pd.DataFrame({'a"b': [1, 2], "A": [3, 3], "a": [4, 5], "select": [5, 6], "c0": [7, 8]})
    for table in (frame, stored_of(frame)):
        found = scan(table).columns
        assert [found[name].minimum for name in frame.columns] == [1, 3, 4, 5, 7]


def test_values_that_a_frame_takes_for_missing_are_missing(stored_of):
    odd = pa.table(
        {
            "wild": [1.0, float("nan"), float("inf"), 1e300, None],
            "zoned": pa.array([dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)] * 5),
            "long": [2**60, 2**60, 1, 2, 3],
            "waited": pa.array([dt.timedelta(seconds=1.5)] * 5),
        }
    )
    found = scan(stored_of(odd)).columns
    assert (found["wild"].missing, found["wild"].maximum) == (4, 1)
    assert found["long"].top[0] == (str(2**60), 2)
    assert found["waited"].mean == 1.5
    assert scan(stored_of(odd)).frame().loc["zoned", "latest"] == "2026-01-02 03:00:00"


def test_unknown_column_is_refused(refused):
    with refused("DATA_OPTION", "'wird'", "Did you mean 'word'?"):
        scan(MIXED, ["wird"])


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_of_no_row_or_one_are_scanned(rows):
    found = scan(MIXED.head(rows))
    assert found.rows == rows
    assert len(found.frame()) == MIXED.shape[1]


def test_many_columns_are_scanned_in_groups(stored_of):
    wide = pd.DataFrame(RNG.normal(size=(50, 1050))).rename(columns="c{}".format)
    found = scan(stored_of(wide))
    assert found.columns["c1049"].maximum == wide["c1049"].max()
