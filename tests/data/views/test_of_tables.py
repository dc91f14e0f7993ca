"""Ratings, series, texts and tables with times are shown, whole, bounded, with alt text."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from making import check_all, engines, rated, wishes

from mlbench.data import load as room
from mlbench.data.quality import check_data
from mlbench.data.views import ratings, series, texts, times
from mlbench.data.views.shown import Table, sampled
from mlbench.data.views.views import views
from mlbench.vocabulary import DataKind

load = partial(room.load, test_fraction=0.5)


def test_ratings_are_shown_as_figures_tails_values_and_times(csv_of):
    data = load(csv_of(rated()), "rating")
    found = check_all(data, DataKind.RATINGS)
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["ratings"] == "400"
    assert facts["users"] == str(data.frame["userId"].nunique())
    test, train = (data.frame["movieId"].iloc[ids] for ids in (data.test_rows, data.train_rows))
    cold = int((~test.isin(set(train))).sum())
    assert facts["test ratings of items without a training rating"].startswith(f"{cold:,} (")
    assert "20 % of the items have" in found["tails"][0].alt
    assert len(found["over_time"]) == 1


def test_ratings_without_a_time_have_no_picture_of_it(csv_of):
    data = load(csv_of(rated().drop(columns="timestamp")), "rating")
    assert list(ratings.over_time(data)) == []


def test_series_are_shown_as_traces_lifetimes_gaps_and_figures(csv_of):
    found = check_all(load(csv_of(engines()), "y"), DataKind.SERIES)
    assert "'5', '3', '2', '0' among 6 units" in found["traces"][0].alt
    assert "still" not in found["traces"][0].alt
    assert "from 20 to 40" in found["lifetimes"][0].alt
    assert found["missing"][0].alt == "Missing values over time in 'sensor 1'."
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["signals that never change"] == "1: 'still'"
    assert facts["usual step of time"] == "1, in 100 % of the steps"


def test_column_that_plays_a_role_and_is_empty_is_missed_by_nobody(csv_of):
    frame = engines().drop(columns="unit").assign(unit=None)
    data = load(csv_of(frame), "y", kind="series", roles={"unit": "unit"})
    assert check_all(data, DataKind.SERIES)["lifetimes"] == []
    frame = rated().assign(userId=None)
    data = load(csv_of(frame), "rating", kind="ratings")
    found = check_all(data, DataKind.RATINGS)
    assert (found["facts"], found["tails"], len(found["values"])) == ([], [], 1)
    assert check_data(data) is not None


def test_gaps_of_sampling_are_counted_within_units(csv_of):
    frame = engines()
    frame = frame[~((frame["unit"] == 2) & (frame["cycle"] == 7))]
    [table] = series.facts(load(csv_of(frame), "y"))
    facts = dict(table.frame().to_numpy().tolist())
    assert facts["gaps: steps longer than the usual one"] == "1"


def test_series_of_a_single_unit_with_dates_is_shown(csv_of):
    days = pd.date_range("2024-01-01", periods=80, freq="D")
    frame = pd.DataFrame({"date": days, "a": range(80), "b": np.sin(np.arange(80))})
    data = load(csv_of(frame), kind="series", roles={"time": "date"})
    found = check_all(data, DataKind.SERIES)
    assert found["lifetimes"] == []
    assert dict(found["facts"][0].frame().to_numpy().tolist())["usual step of time"].startswith(
        "1 days"
    )


def test_texts_are_shown_as_lengths_terms_characters_and_figures(csv_of):
    frame = wishes()
    frame.loc[3, "text"] = "PLEASE bake bread, with flour: number 0"
    frame.loc[4, "text"] = "Пожалуйста 日本語 !!!"
    data = load(csv_of(frame), "intent")
    found = check_all(data, DataKind.TEXT)
    own = {
        row["class"]: row["terms of its own"]
        for row in found["by_label"][0].frame().to_dict("records")
    }
    assert {"bread", "flour"} <= set(own["cook"].split(", "))
    assert {"money", "savings"} <= set(own["bank"].split(", "))
    facts = dict(found["facts"][0].frame().to_numpy().tolist())
    assert facts["repeat another one but for case and punctuation"].startswith("1 (")
    assert "Latin" in found["characters"][0].alt
    assert "Cyrillic" in found["characters"][0].alt


@pytest.mark.parametrize("text", ["", "...", "the of and", "\u0000", "😀😀", "x" * 100_000])
def test_texts_with_nothing_to_count_are_shown_without_a_complaint(csv_of, text):
    frame = pd.DataFrame({"text": [text] * 8 + ["another one here"] * 2, "y": [0, 1] * 5})
    data = load(csv_of(frame), "y", kind="text")
    check_all(data, DataKind.TEXT)


def test_table_with_times_is_counted_over_time_and_others_say_there_is_nothing_more(csv_of, iris):
    frame = pd.DataFrame(
        {"when": pd.date_range("2024-01-01", periods=100, freq="D"), "x": range(100)}
    )
    frame["gone"] = [None] * 50 + list(range(50))
    found = check_all(load(csv_of(frame)), DataKind.TABULAR)
    assert "Rows from 2024-01-01" in found["counts"][0].alt
    assert found["missing"][0].alt == "Missing values over time in 'gone'."
    shown = views(iris)
    assert len(shown) == 0
    assert "plain table" in repr(shown)


def test_missing_values_are_drawn_where_they_are(csv_of):
    frame = pd.DataFrame(
        {"when": pd.date_range("2024-01-01", periods=100, freq="D"), "x": range(100)}
    )
    assert list(times.missing(load(csv_of(frame)))) == []


def test_views_are_all_items_and_say_in_words_what_they_show(said):
    shown = views(said)
    assert len(shown) == len(list(shown)) >= 5
    assert repr(shown).startswith("Views of 'said' (audio)\nPicture: ")


def test_table_is_bounded_and_escapes_what_it_shows():
    table = Table("a < b", pd.DataFrame({"x": [f"<script>{n}" for n in range(50)]}))
    html = table._repr_html_()
    assert "<script>" not in html
    assert "a &lt; b" in html
    assert "and 38 more rows" in html
    assert len(table.frame()) == 50


def test_sample_is_the_same_each_time_and_in_order():
    ids = np.arange(1000)
    first, again = sampled(ids, 10), sampled(ids, 10)
    assert first.tolist() == again.tolist() == sorted(first)
    assert len(set(first)) == 10


def test_many_classes_are_bounded_and_counted(workplace, csv_of):
    frame = pd.DataFrame({"text": [f"some words about thing {n % 40} here" for n in range(160)]})
    frame["label"] = [f"c{n % 40}" for n in range(160)]
    data = room.load(csv_of(frame), "label", kind="text", split="random")
    [table] = texts.by_label(data)
    assert table.title == "What tells 20 of 40 classes from the others"


def test_units_that_the_split_goes_by_are_shown_although_they_are_no_feature(csv_of):
    data = room.load(csv_of(engines()), "y", split="group", split_by="unit", test_fraction=0.3)
    assert "unit" not in data.features
    found = check_all(data, DataKind.SERIES)
    assert "among 6 units" in found["traces"][0].alt
    assert "MB153" not in [finding.code for finding in check_data(data)]
