"""Whole runs against each other: by their records, their predictions and their notebooks."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell

from mlbench.errors import RefusedInput
from mlbench.reports.comparison.page import write_page
from mlbench.reports.comparison.plain import as_json, as_text, verdict
from mlbench.reports.comparison.runs import compare_runs
from mlbench.reports.comparison.tolerance import Tolerance
from mlbench.store import artifacts
from mlbench.store.record import StepRecord
from mlbench.vocabulary import State


def _predictions(noise):
    random = np.random.default_rng(5)
    truth = random.integers(2, size=300)
    score = 1 / (1 + np.exp(-(2 * (truth - 0.5) + noise * random.normal(size=300))))
    return pd.DataFrame(
        {"row": range(300), "truth": truth, "prediction": (score > 0.5) * 1, "probability_0": 1 - score, "probability_1": score}
    )  # fmt: skip


@pytest.fixture
def made(runs, tools):
    def make(noise=1.0, *, seed=0, text="auc 0.9", saved=True, state=State.DONE, **record):
        recorded = {
            "metric": "roc_auc",
            "task": "binary",
            "fit_seconds": noise,
            "score": {"estimate": {"value": 1 / (1 + noise), "low": 0.1, "high": 0.9}},
        }
        step = StepRecord(
            "evaluate", "evaluate", state=state, parameters={"seed": seed}, recorded=recorded
        )
        cell = new_code_cell("score", outputs=[tools.display(plain=text)], execution_count=1)
        given = {"data": {"fingerprint": "aa", "rows": 900}, "environment": {"python": "3.11"}}
        folder = runs.folder([cell], step, **{**given, **record})
        if saved:
            artifacts.save(folder.artifacts("evaluate"), "predictions", _predictions(noise))
        return folder

    return make


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


def test_the_page_is_inert_and_says_what_the_text_says(made, tools, inert, tmp_path):
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    one = made(name=evil, data={"fingerprint": "aa", evil: 1})
    other = made(3.0, text=f"auc 0.7 {evil}", name=evil, data={"fingerprint": "aa", evil: 2})
    path = write_page(compare_runs([one, other]), tmp_path / "page.html")
    page = tools.page(path.read_text("utf-8"))
    assert page.scripts == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert page.having("img") == []
    assert "script-src 'none'" in page.policy
    assert evil in page.text
    assert "▼ worse" in page.words
