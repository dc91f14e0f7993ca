"""Exploring a frame: the code makes the same picture, samples are said, odd data is handled."""

from __future__ import annotations

import datetime as dt
import decimal

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import mlbench
from mlbench.errors import RefusedInput
from mlbench.pictures import Picture, house_style
from mlbench.widgets.plot_choice import Wish
from mlbench.widgets.plot_code import Plot

RANDOM = np.random.default_rng(0)
ROWS = 3000


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    mix = [1, "a", None, [1, 2], 2.5, True] * (ROWS // 6)
    days = pd.to_timedelta(RANDOM.integers(0, 300, ROWS), unit="D")
    return pd.DataFrame(
        {
            "age": RANDOM.normal(40, 12, ROWS).round(),
            "income": RANDOM.lognormal(10, 1, ROWS),
            "city": RANDOM.choice(["Rome", "Oslo", "Lima"], ROWS),
            "label": RANDOM.choice(["yes", "no"], ROWS, p=[0.1, 0.9]),
            "day": pd.Timestamp("2024-01-01") + days,
            "flag": RANDOM.random(ROWS) < 0.3,
            "cost in $": RANDOM.choice(["$1", "$2"], ROWS),
            "town": [f"town {number}" for number in range(ROWS)],
            "gone": np.nan,
            "mix": pd.Series(mix, dtype=object),
            "endless": np.where(RANDOM.random(ROWS) < 0.1, np.inf, RANDOM.normal(size=ROWS)),
            "nullable": pd.array([1, None, 3] * (ROWS // 3), dtype="Int64"),
            "price": pd.Series([decimal.Decimal("1.5"), None] * (ROWS // 2), dtype=object),
            "born": pd.Series([dt.date(2000, 1, 1), None] * (ROWS // 2), dtype=object),
            "lasts": pd.to_timedelta(RANDOM.integers(0, 99, ROWS), unit="s"),
            7: RANDOM.integers(0, 5, ROWS),
        }
    )


def _again(code: str, **names) -> bytes:
    """Run printed code in a fresh namespace and return what it draws."""
    space = dict(names)
    exec(code, space)
    with house_style():
        return Picture.of(space["figure"], "").png


NAMES = [
    "age",
    "city",
    "day",
    "town",
    "mix",
    "endless",
    "nullable",
    "price",
    "born",
    "lasts",
    "flag",
    7,
]


@pytest.mark.parametrize("x", NAMES)
def test_pasted_code_makes_the_same_picture_to_the_byte(people, x):
    explorer = mlbench.explore(people, target="label", x=x, rows=1000)
    assert "sample = people.iloc[" in explorer.code
    assert _again(explorer.code, people=people) == explorer.picture.png
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("x", "y", "by"),
    [
        ("age", "income", None),
        ("age", "income", "city"),
        ("city", "income", None),
        ("day", "income", "label"),
        ("city", "label", None),
        ("income", "city", "age"),
        ("cost in $", "age", "cost in $"),
    ],
)
def test_each_kind_that_is_offered_can_be_drawn_and_pasted(people, x, y, by):
    explorer = mlbench.explore(people, x=x, y=y, by=by, rows=500)
    sample = explorer.sampler.draw(500)
    plot = Plot(explorer.data, sample, explorer.wish)
    for kind in [kind for kind in plot.offered if kind != "overview"]:
        wish = Wish(explorer.wish.x, explorer.wish.y, explorer.wish.by, kind)
        drawn = Plot(explorer.data, sample, wish)
        assert _again(drawn.code(), people=people) == drawn.picture().png, kind


@pytest.mark.parametrize(
    ("x", "y", "first"),
    [
        (None, None, "overview"), ("age", None, "histogram"), ("city", None, "bar"),
        ("age", "income", "scatter"), ("city", "income", "box"), ("day", "income", "line"),
        ("town", "city", "bar"), ("day", "city", "histogram"), ("gone", None, "overview"),
    ],
)  # fmt: skip
def test_kind_that_chooses_itself_suits_the_columns(people, x, y, first):
    explorer = mlbench.explore(people, x=x, y=y)
    assert Plot(explorer.data, explorer.sampler.draw(3000), explorer.wish).kind == first


def test_sample_is_the_same_each_time_keeps_the_classes_and_is_said(people):
    explorer = mlbench.explore(people, target="label", x="age", rows=1000)
    first = explorer.sampler.draw(1000)
    again = mlbench.explore(people, target="label", rows=1000).sampler.draw(1000)
    pd.testing.assert_frame_equal(first.frame, again.frame)
    share = (first.frame["label"] == "yes").mean()
    assert abs(share - (people["label"] == "yes").mean()) < 0.001
    assert first.frame.index.is_monotonic_increasing
    assert "caption = f'drawn from {len(sample):,} of {len(people):,} rows'" in explorer.code
    assert explorer.picture.alt.endswith("1,000 of 3,000 rows.")


def test_rare_class_is_in_the_sample():
    frame = pd.DataFrame({"x": range(100_000), "label": ["no"] * 99_999 + ["yes"]})
    sample = mlbench.explore(frame, target="label").sampler.draw(1000)
    assert set(sample.frame["label"]) == {"yes", "no"}


def test_filter_goes_over_the_sample_or_over_all_rows_and_says_what_it_left(people):
    explorer = mlbench.explore(people, x="age", rows=1000)
    limit = 40
    explorer.sampler.namespace["limit"] = limit
    some = explorer.sampler.draw(1000, "age > @limit")
    assert len(some.frame) < 1000
    assert "of 1,000 sampled rows" in some.note
    every = explorer.sampler.draw(1000, "age > @limit", of_all=True)
    assert (len(every.frame), every.frame["age"].min() > limit) == (1000, True)
    for sample in (some, every):
        plot = Plot(explorer.data, sample, explorer.wish)
        assert _again(plot.code(), people=people, limit=limit) == plot.picture().png


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("age >", "The filter can't be used"), ("nothing > 1", "The filter can't be used"),
     ("age > 1e9", "No row of"), ("age + 1", "The filter can't be used|No row of")],
)  # fmt: skip
def test_filter_that_can_not_be_used_is_a_sentence_beside_the_controls(people, query, sentence):
    explorer = mlbench.explore(people, x="age", rows=1000)
    assert explorer.widget
    with pytest.raises(RefusedInput, match=sentence):
        explorer.sampler.draw(1000, query)
    explorer.filter.value = query
    assert 'role="alert"' in explorer._message.value
    explorer.filter.value = ""
    assert explorer._message.value == ""


def test_controls_redraw_in_place_and_offer_what_the_columns_have(people):
    explorer = mlbench.explore(people, target="label", rows=1000)
    widget = explorer.widget
    before = explorer._image.value
    explorer.x.value, explorer.y.value = 0, 1
    assert explorer._image.value != before
    assert [value for _, value in explorer.kind.options][:2] == ["auto", "scatter"]
    explorer.kind.value = "hexbin"
    explorer.x.value = 2
    assert explorer.kind.value == "auto"
    assert "boxplot" in explorer.code
    assert len(explorer._printed.outputs) == 1
    assert explorer.widget is widget


def test_many_categories_become_the_most_frequent_and_the_others(people):
    assert "'(others)'" in mlbench.explore(people, x="town").code


def test_columns_of_the_same_name_are_told_apart():
    frame = pd.DataFrame(np.arange(40).reshape(20, 2), columns=["a", "a"])
    explorer = mlbench.explore(frame, x="a")
    assert explorer.widget
    assert [label for label, _ in explorer.x.options] == ["(none)", "a", "a (2)"]
    explorer.x.value = 1
    assert "sample.iloc[:, 1]" in explorer.code
    assert _again(explorer.code, frame=frame) == explorer.picture.png


class _Foreign:
    """A frame of another library."""

    def to_pandas(self):
        return pd.DataFrame({"a": range(20)})


def test_whatever_is_a_table_is_taken_and_the_code_says_how(tmp_path, iris):
    series = pd.Series(range(20), name="a")
    array = np.arange(20).reshape(10, 2)
    foreign = _Foreign()
    for data, line in (
        (series, "df = series.to_frame()"),
        (array, "df = pd.DataFrame(array)"),
        (foreign, "df = foreign.to_pandas()"),
        (iris, "df = iris.frame"),
    ):
        explorer = mlbench.explore(data)
        assert line in explorer.code
        names = {"series": series, "array": array, "foreign": foreign, "iris": iris}
        assert _again(explorer.code, **names) == explorer.picture.png
    path = tmp_path / "a.csv"
    series.to_csv(path, index=False)
    explorer = mlbench.explore(path)
    assert _again(explorer.code) == explorer.picture.png


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pd.DataFrame(), "needs rows and columns"),
        (pd.DataFrame({"a": []}), "needs rows and columns"),
        (7, "takes a table. Got builtins.int"),
        (np.zeros((2, 2, 2)), "takes a table. Got numpy.ndarray"),
        ({"a": [1], "b": [1, 2]}, "takes a table. Got builtins.dict"),
    ],
)
def test_what_is_no_table_is_refused(data, sentence):
    with pytest.raises(RefusedInput, match=sentence):
        mlbench.explore(data)


def test_unknown_column_and_kind_are_refused_with_a_hint(people):
    with pytest.raises(RefusedInput, match="Did you mean 'age'"):
        mlbench.explore(people, x="agee")
    with pytest.raises(RefusedInput, match="must be a known one"):
        mlbench.explore(people, kind="pie")
    with pytest.raises(RefusedInput, match="whole number from 10"):
        mlbench.explore(people, rows=True)


def test_executed_notebook_holds_one_picture_and_its_code(workplace):
    code = "import mlbench, pandas as pd\npeople = pd.DataFrame({'age': range(50)})\n"
    notebook = new_notebook(cells=[new_code_cell(f"{code}mlbench.explore(people)")])
    NotebookClient(notebook, kernel_name="python3").execute()
    [output] = notebook.cells[0].outputs
    assert output.data["text/html"].count("<img") == 1
    assert "sample = people" in output.data["text/html"]
    assert "widgets" not in notebook.metadata
