"""The look at a study's data before anything starts."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from mlbench import plugins
from mlbench.data.check import check
from mlbench.data.load import load

FRAME = pd.DataFrame({"a": range(40), "c": list("uv") * 20, "y": ["no", "yes"] * 20})


@pytest.fixture
def study(workplace):
    """The folder of a study, which is not the working directory."""
    folder = workplace / "study"
    folder.mkdir()
    FRAME.to_csv(folder / "mine.csv", index=False)
    return folder


def test_source_is_looked_for_beside_the_study_first(study, csv_of):
    csv_of(FRAME.head(20), "mine.csv")
    facts = check({"source": "mine.csv", "target": "y"}, study)
    assert facts["rows"] == 40
    assert facts["asked"]["source"] == str(study / "mine.csv")


def test_facts_are_json_and_say_what_was_found(study):
    facts = check({"source": "mine.csv", "target": "y"}, study)
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert {name: facts[name] for name in ("name", "rows", "columns", "features", "task")} == {
        "name": "mine", "rows": 40, "columns": 3, "features": 2, "task": "binary",
    }  # fmt: skip
    assert facts["classes"] == ["no", "yes"]
    assert len(facts["fingerprint"]) == 64
    assert facts["notes"]


@pytest.mark.parametrize(
    "asked",
    [
        {"target": "y"},
        {"target": "y", "split": "random", "test_fraction": 0.5, "split_seed": 3},
        {"target": "y", "read": {"drop": ["a"], "separator": ","}},
        {},
    ],
)
def test_resolved_keywords_give_the_same_dataset_from_anywhere(study, asked):
    facts = check({"source": "mine.csv", **asked}, study)
    dataset = load(**facts["asked"])
    assert dataset.fingerprint == facts["fingerprint"]
    assert (dataset.rows, str(dataset.task or "auto")) == (40, facts["asked"]["task"])
    again = check(facts["asked"], study.parent)
    assert again["asked"] == facts["asked"]


def test_bundled_source_stays_as_it_was_asked_for(workplace):
    facts = check({"source": "sklearn:iris", "target": "target"}, workplace)
    assert facts["asked"]["source"] == "sklearn:iris"
    assert facts["asked"]["split"] == "stratified"


def test_many_classes_are_bounded(workplace):
    labels = [f"class {n // 2}" for n in range(400)]
    pd.DataFrame({"x": range(400), "y": labels}).to_csv("many.csv", index=False)
    facts = check({"source": "many.csv", "target": "y", "test_fraction": 0.5}, workplace)
    assert len(facts["classes"]) == 50


def test_unknown_keyword_is_refused_with_a_close_match(workplace, refused):
    with refused("DATA_OPTION", "'targt'", "Did you mean 'target'?"):
        check({"source": "sklearn:iris", "targt": "target"}, workplace)


@pytest.mark.parametrize("source", [None, 3, ["a.csv"]])
def test_source_that_is_no_text_is_refused(workplace, refused, source):
    with refused("DATA_OPTION", "'source'"):
        check({"source": source}, workplace)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "DATA_EMPTY"),
        ("x,y\n", "DATA_EMPTY"),
        ("x,x,y\n1,2,3\n", "DATA_DUPLICATE_COLUMNS"),
        ("x,y\n1,1\n2,1\n3,1\n4,1\n", "TARGET_SINGLE_CLASS"),
        ("x,y\n1,\n2,\n", "TARGET_MISSING"),
        ("x,z\n1,2\n3,4\n", "TARGET_UNKNOWN"),
    ],
)
def test_what_must_stop_a_run_is_refused(written, workplace, refused, text, code):
    source = written(text)
    with refused(code):
        check({"source": source, "target": "y"}, workplace)


def test_check_is_declared_where_runs_look_for_it():
    assert plugins.load("mlbench.checks", "table") is check
    assert plugins.load("mlbench.datasets", "table") is load
