"""``mlbench data``: what is shown, written and said, and how it ends."""

from __future__ import annotations

import json

import pandas as pd
import pytest


@pytest.fixture
def table(workplace):
    (workplace / "t.csv").write_text("id;name\n1;Ann\n2;\n3;007\n4\n")
    return "t.csv"


@pytest.fixture
def call(shell, workplace):
    """Run ``mlbench data`` with a cache of the test's own, and without a data folder."""

    def run(*words, **variables):
        own = {"XDG_CACHE_HOME": str(workplace / "cache"), "MLBENCH_DATA": ""}
        return shell("data", *words, **{**own, **variables})

    return run


def test_first_rows_are_shown_with_how_many_there_are(call):
    done = call("head", "sklearn:iris", "-n", "2")
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].split() == ["5.1", "3.5", "1.4", "0.2", "setosa"]
    assert len(done.stdout.splitlines()) == 3
    assert "2 of 150 rows, 5 columns" in done.stderr
    shown = json.loads(call("head", "sklearn:iris", "-n", "1", "--json").stdout)
    assert shown[0]["target"] == "setosa"


def test_options_of_reading_are_taken_and_what_was_done_is_said(call, table):
    refused = call("head", table)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Line 5" in refused.stderr
    done = call("head", table, "--read", "ragged=set-aside", "--json")
    assert json.loads(done.stdout) == [
        {"id": 1, "name": "Ann"},
        {"id": 2, "name": None},
        {"id": 3, "name": "007"},
    ]


def test_converted_rows_are_those_that_came_in_but_for_what_is_set_aside(call, table, workplace):
    done = call("convert", table, "out/t.parquet", "--read", "ragged=set-aside", "--json")
    facts = json.loads(done.stdout)
    assert (facts["rows_in"], facts["rows"], facts["set_aside"]) == (4, 3, 1)
    assert pd.read_parquet(workplace / "out" / "t.parquet")["name"][2] == "007"
    said = call("convert", table, "t.parquet", "--read", "ragged=set-aside")
    assert "4 rows in = 3 rows out + 1 set aside, 2 columns" in said.stdout
    assert "semicolon" in said.stderr


def test_refused_conversion_writes_nothing_and_keeps_what_was_there(call, table, workplace):
    (workplace / "t.parquet").write_text("old")
    assert call("convert", table, "t.parquet").returncode == 2
    assert (workplace / "t.parquet").read_text() == "old"
    assert sorted(path.name for path in workplace.iterdir()) == ["t.csv", "t.parquet"]
    done = call("convert", table, "t.csv")
    assert done.returncode == 2
    assert "'.parquet'" in done.stderr


def test_bad_option_is_refused_with_how_to_write_it(call, table):
    for words in (["separator"], ["seperator=;"]):
        done = call("head", table, "--read", *words)
        assert done.returncode == 2
        assert "separator" in done.stderr


def test_names_are_listed_with_licence_and_whether_they_are_here(call, workplace):
    (workplace / "data" / "adult").mkdir(parents=True)
    (workplace / "data" / "adult" / "adult-train.csv").touch()
    found = json.loads(call("list", "--json", MLBENCH_DATA=str(workplace / "data")).stdout)
    named = {one["name"]: one for one in found}
    assert named["adult"]["offline"] is True
    assert named["california_housing"]["offline"] is False
    assert named["california_housing"]["address"].startswith("https://")
    assert named["dry_bean"]["address"] is None
    assert named["adult"]["licence"] == "CC BY 4.0"
    assert (named["adult"]["rows"], named["adult"]["test_rows"]) == (32_561, 16_281)
    lines = call("list").stdout.splitlines()
    assert lines[0].split() == ["name", "rows", "target", "licence", "here", "origin"]


def test_set_that_has_no_address_is_refused_with_where_it_must_lie(call):
    done = call("fetch", "dry_bean")
    assert done.returncode == 2
    assert "dry_bean/Dry_Bean_Dataset.csv" in done.stderr
    unknown = call("fetch", "dry_bear")
    assert unknown.returncode == 2
    assert "Did you mean 'dry_bean'?" in unknown.stderr


@pytest.mark.real
def test_set_that_is_here_is_not_fetched(call, real_data):
    done = call("fetch", "adult", MLBENCH_DATA=str(real_data))
    files = [real_data / "adult" / f"adult-{part}.csv" for part in ("train", "test")]
    assert done.stdout.splitlines() == [str(file) for file in files]


@pytest.mark.parametrize("verb", ["head", "convert", "fetch", "list"])
def test_every_verb_has_help_with_an_example(call, verb):
    done = call(verb, "--help")
    assert done.returncode == 0
    assert f"Example: mlbench data {verb}" in done.stdout
