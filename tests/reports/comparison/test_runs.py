"""Whole runs against each other: by their records, their predictions and their notebooks."""

from __future__ import annotations

import json

import pytest

from mlbench.errors import RefusedInput
from mlbench.reports.comparison.plain import as_json, as_text, verdict
from mlbench.reports.comparison.runs import compare_runs
from mlbench.reports.comparison.tolerance import Tolerance
from mlbench.store.record import StepRecord
from mlbench.vocabulary import State


def test_the_same_run_twice_does_not_differ(made):
    found = compare_runs([made(), made()])
    assert not found.differs
    assert [facts.summary for facts in found.facts] == [
        "all 2 the same",
        "all 2 the same",
        "all 1 the same",
    ]
    assert "all recorded values and 1 cell of B are as in A." in verdict(found)


def test_two_runs_show_what_was_given_what_came_out_and_whether_it_is_noise(made):
    found = compare_runs([made(), made(3.0, seed=7, text="auc 0.7"), made()])
    assert [pair.differs for pair in found.pairs] == [True, False]
    text = as_text(found)
    assert "evaluate.seed  0  7  0" in text
    assert "▼ worse" in text
    assert "McNemar, exact: p = " in text
    assert "evaluate.score: 0.500 [0.100, 0.900] became 0.250 [0.100, 0.900]" in text
    assert "value: 0.9 became 0.7" in text
    assert "which is worse" in verdict(found)
    stored = json.loads(json.dumps(as_json(found), allow_nan=False))
    assert stored["differs"] is True
    assert stored["facts"]["parameters"] == {"evaluate.seed": ["0", "7", "0"]}
    assert stored["comparisons"][0]["judgement"]["metrics"][0]["verdict"] == "worse"


def test_a_wide_tolerance_lets_small_differences_pass(made):
    folders = [made(text="auc 0.90"), made(text="auc 0.91")]
    assert compare_runs(folders).differs
    assert not compare_runs(folders, Tolerance(relative=0.05)).differs


def test_what_can_not_be_tested_is_said_and_the_rest_is_compared(made):
    found = compare_runs([made(), made(saved=False)])
    assert "Run B has no stored predictions" in as_text(found)
    found = compare_runs([made(), made(data={"fingerprint": "bb"})])
    assert "The two runs saw different data" in as_text(found)
    changed = made()
    path = changed.artifacts("evaluate") / "predictions.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    assert (
        compare_runs([made(), changed]).pairs[0].judgement.reason
        == "Run B has no stored predictions."
    )


def test_a_failed_step_a_missing_one_and_a_lost_notebook_are_differences(made):
    failed = made(state=State.FAILED)
    assert "step 'evaluate': done became failed" in as_text(compare_runs([made(), failed]))
    other = made(steps=[StepRecord("other", "other", state=State.DONE)])
    outcomes = compare_runs([made(), other]).pairs[0].outcomes
    assert outcomes == ["step 'evaluate' is gone", "step 'other' is new"]
    lost = made()
    lost.notebook(1, "evaluate").unlink()
    found = compare_runs([made(), lost])
    assert found.differs
    assert "the other run has no executed notebook" in as_text(found)
    lost.notebook(1, "evaluate").write_text("[]")
    assert "can't be read" in as_text(compare_runs([made(), lost]))


def test_one_run_or_the_same_run_twice_is_refused(made):
    folder = made()
    with pytest.raises(RefusedInput, match="two or more different runs"):
        compare_runs([folder])
    with pytest.raises(RefusedInput, match="one of them twice"):
        compare_runs([folder, folder])


def test_a_difference_in_the_middle_of_a_notebook_of_any_size_is_found(made):
    long = "x" * 9_000_000
    one, two = (made(text=f"{long} {number} {long}") for number in (1, 2))
    assert one.notebook(1, "evaluate").stat().st_size > 16_000_000
    found = compare_runs([one, two])
    assert "value: 1 became 2" in as_text(found)
