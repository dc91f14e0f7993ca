"""The overview's tables and pictures."""

from __future__ import annotations

import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from skrub import TableReport

from mlbench.data.load import load
from mlbench.data.overview import overview
from mlbench.data.scan import distributions as distributions_module
from mlbench.data.scan import scan as module
from mlbench.data.scan.distributions import distributions
from mlbench.data.table import table_report
from mlbench.errors import RefusedInput

RNG = np.random.default_rng(2)
ROWS = 120
COLOUR = RNG.choice(["red", "green", "blue"], ROWS)
NUMBER = RNG.normal(size=ROWS)
MIXED = pd.DataFrame(
    {
        "number": np.where(np.arange(ROWS) % 10 == 0, np.nan, NUMBER),
        "twin": NUMBER * 3 + 1,
        "noise": RNG.normal(size=ROWS),
        "colour": COLOUR,
        "flag": RNG.random(ROWS) > 0.5,
        "day": pd.date_range("2026-01-01", periods=ROWS),
        "text": [f"some words that differ here {n}" for n in range(ROWS)],
        "y": np.where(COLOUR == "red", "hot $", "<b>cold</b>"),
    }
)
PLOTS = ("missing", "distributions", "target", "correlations", "association")


@pytest.fixture
def mixed(csv_of):
    return load(csv_of(MIXED), "y")


def size(picture):
    return plt.imread(io.BytesIO(picture.png)).shape


def test_frame_has_a_row_for_each_column_with_its_figures(mixed):
    frame = overview(mixed).frame()
    assert frame.index.tolist() == list(MIXED.columns)
    assert frame.loc["number", "missing"] == 12
    assert frame.loc["number", "missing_percent"] == 10
    assert frame.loc["number", "median"] == pytest.approx(MIXED["number"].median())
    assert frame.loc["colour", "top"] == MIXED["colour"].mode()[0]
    assert frame.loc["colour", "distinct"] == 3
    assert frame.loc["day", "latest"] == "2026-04-30"
    assert frame.loc["text", "kind"] == "text"
    assert frame.loc["y", "role"] == "target"


def test_frame_names_what_was_left_out(csv_of):
    dataset = load(csv_of(MIXED.assign(nothing=np.nan)), "y", read={"drop": ["noise"]})
    frame = overview(dataset).frame()
    assert frame.loc["nothing", ["role", "kind"]].tolist() == ["left out", "empty"]
    assert frame.loc["noise", "role"] == "left out"


def test_frames_can_be_kept_as_parquet(mixed, tmp_path):
    look = overview(mixed)
    for frame in (look.frame(), look.association(), look.correlations()):
        frame.to_parquet(tmp_path / "t.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), frame)


@pytest.mark.parametrize("source", ["mixed", "regression", "without target", "one column"])
@pytest.mark.parametrize("plot", PLOTS)
def test_every_picture_is_drawn_for_every_task_with_alt_text(mixed, written, source, plot):
    dataset = {
        "mixed": lambda: mixed,
        "regression": lambda: load("sklearn:diabetes", "target"),
        "without target": lambda: load("table.csv"),
        "one column": lambda: load(written("x,y\n" + "u,1\nv,0\n" * 10, "one.csv"), "y"),
    }[source]()
    picture = getattr(overview(dataset), f"plot_{plot}")()
    assert len(picture.alt) > 20
    assert size(picture)[0] > 30  # a line of words is the smallest
    assert plt.get_fignums() == []


def test_numbers_in_memory_are_not_looked_through_again_for_a_picture(mixed, monkeypatch):
    asked = []

    def outlines_of(rows, names, counted):
        asked.extend(names)
        return module.outlines_of(rows, names, counted)

    monkeypatch.setattr(distributions_module, "outlines_of", outlines_of)
    look = overview(mixed)
    look.plot_distributions()
    assert asked == ["colour", "flag", "day", "text"]
    names = [*mixed.features]
    known = distributions(mixed, names, look._ends(names))
    for one, other in zip(known, distributions(mixed, names), strict=True):
        assert (one.name, one.labels) == (other.name, other.labels)
        np.testing.assert_array_equal(one.edges, other.edges)
        np.testing.assert_array_equal(one.percent, other.percent)


def test_alt_texts_state_the_figures(mixed):
    look = overview(mixed)
    assert "number 10 %" in look.plot_missing().alt
    assert str((MIXED["y"] == "<b>cold</b>").sum()) in look.plot_target().alt
    assert "1.00, between" in look.plot_correlations().alt
    assert look.plot_association().alt.split(": ")[1].startswith("colour 1.00")


def test_association_finds_the_feature_that_matters(mixed):
    table = overview(mixed).association()
    assert table.index[0] == "colour"
    assert table["strength"].iloc[0] == pytest.approx(1, abs=0.02)
    assert table.loc["noise", "strength"] < 0.2
    assert table["strength"].between(0, 1).all()


def test_association_sees_a_relation_without_a_slope(csv_of):
    x = RNG.uniform(-1, 1, 500)
    source = csv_of(pd.DataFrame({"x": x, "noise": RNG.normal(size=500), "y": x**2 + 0.001}))
    table = overview(load(source, "y")).association()
    assert table.loc["x", "strength"] > 0.9 > table.loc["noise", "strength"]


def test_identifiers_do_not_look_strongly_associated(csv_of):
    frame = MIXED.assign(code=[f"A{n}" for n in RNG.permutation(ROWS)])
    assert overview(load(csv_of(frame), "y")).association().loc["code", "strength"] < 0.1


def test_association_looks_at_training_rows_alone(csv_of):
    y = np.arange(200) % 2
    x = np.where(np.arange(200) < 100, RNG.normal(size=200), y)
    dataset = load(csv_of(pd.DataFrame({"x": x, "y": y})), "y", split="time", test_fraction=0.5)
    assert overview(dataset).association().loc["x", "strength"] < 0.3


def test_association_and_correlations_repeat_exactly(mixed):
    for name in ("association", "correlations"):
        one, two = (getattr(overview(mixed), name)() for _ in range(2))
        pd.testing.assert_frame_equal(one, two)


def test_correlations_are_those_of_spearman_and_bounded(mixed):
    table = overview(mixed).correlations()
    assert set(table.columns) == {"number", "twin", "noise"}
    train = mixed.X_train[["number", "twin", "noise"]]
    expected = train.corr(method="spearman").loc[table.index, table.columns]
    pd.testing.assert_frame_equal(table, expected)
    assert set(overview(mixed).correlations(limit=2).columns) == {"number", "twin"}


def test_markup_in_names_and_values_is_escaped(csv_of):
    frame = MIXED.rename(columns={"noise": "<script>x</script>"})
    shown = overview(load(csv_of(frame), "y"))._repr_html_()
    assert "<script" not in shown
    assert "<b>cold" not in shown


def test_names_that_matplotlib_would_typeset_are_drawn_as_they_are(csv_of):
    renamed = MIXED.rename(columns={"noise": "$\\frac{$", "twin": "a$b$c", "number": "数字 _^"})
    look = overview(load(csv_of(renamed), "y"))
    for plot in PLOTS:
        assert size(getattr(look, f"plot_{plot}")())[1] > 100


def test_constant_and_missing_columns_can_be_drawn(csv_of):
    frame = pd.DataFrame({"c": [7.5] * 40, "h": [1.0, *[None] * 39], "y": [0, 1] * 20})
    frame = frame.assign(big=[1e300 ** (0.1), *range(39)])
    look = overview(load(csv_of(frame), "y", split="time", test_fraction=0.3))
    for plot in PLOTS:
        assert size(getattr(look, f"plot_{plot}")())[1] > 100


def test_table_report_says_how_much_it_shows_and_loads_nothing(mixed):
    view = table_report(mixed, rows=50)
    bundle = view._repr_mimebundle_()
    assert bundle["text/plain"] == "table: 50 of 120 rows"
    assert bundle["text/plain"] in bundle["text/html"]
    assert view.frame().index.is_monotonic_increasing
    lowered = bundle["text/html"].lower()
    assert not re.search(r"(src|srcset|data)=[\"']?(https?:)?//|@import|url\([\"']?http", lowered)
    links = re.findall(r"<(\w+)[^>]*href=[\"']?http", lowered)
    assert set(links) <= {"a"}
    pd.testing.assert_frame_equal(table_report(mixed, rows=50).frame(), view.frame())
    assert table_report(mixed).title == "table: 120 of 120 rows"


def test_table_report_is_the_page_of_skrub_without_its_indentation(mixed):
    view = table_report(mixed, rows=50)
    made = TableReport(
        view.sample, title=view.title, verbose=0, n_rows=20, plot_distributions=False
    )
    found, expected = view._repr_mimebundle_()["text/html"], made.html_snippet()

    def tokens(page):
        page = re.sub(r"\b[\w-]*[0-9a-f]{8}[\w-]*\b", "id", page)
        return [token for token in re.split(r"\s+|(?=<)", page) if token]

    assert tokens(found) == tokens(expected)
    assert len(found) < 0.75 * len(expected)


@pytest.mark.parametrize("rows", [9, 0, -5, 2.5, "all"])
def test_table_report_refuses_too_few_rows(mixed, rows):
    with pytest.raises(RefusedInput, match="whole number from 10"):
        table_report(mixed, rows=rows)
