"""The story at the top says what was recorded, and nothing that was not."""

from __future__ import annotations

import pytest

from mlbench.reports.story import story
from mlbench.statements import Estimate, Finding
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import Severity, State


def _told(recorded=None, findings=(), data=None, state=State.DONE) -> dict[str, str]:
    stored = {name: preserve(value) for name, value in (recorded or {}).items()}
    given = [finding.to_json() for finding in findings]
    step = StepRecord("look", "look", state=state, recorded=stored, findings=given, cells_done=3)
    record = RunRecord("1", "s", state=state, seconds=75, data=data or {}, steps=[step])
    return {part.title: " ".join(part.sentences) for part in story(record)}


def test_a_run_that_recorded_nothing_tells_of_its_steps_alone():
    assert _told() == {"What was done": "1 step ('look'), 3 cells, 1 min 15 s."}
    assert _told(state=State.FAILED) == {}


def test_a_trained_model_is_told_with_its_rivals():
    recorded = {
        "recipe": "forest", "cv_folds": 5, "cv_metric": "roc_auc", "cv_mean": 0.9, "cv_sd": 0.0123,
        "cv_compared": {"linear": 0.85, "dummy": 0.5},
    }  # fmt: skip
    told = _told(recorded)["What was done"]
    assert "forest: ROC AUC 0.900, give or take 0.012, in 5-fold cross-validation" in told
    assert "Beside it: linear 0.850, dummy 0.500." in told


@pytest.mark.parametrize(
    ("baseline", "greater", "clear"),
    [(0.5, True, True), (0.85, True, False), (0.5, False, False), (0.97, False, True)],
)
def test_an_interval_that_reaches_the_baseline_is_never_called_better(baseline, greater, clear):
    score = Estimate(0.9, 0.8, 0.95)
    recorded = {"score": score, "baseline": Estimate(baseline), "greater_is_better": greater}
    told = _told(recorded)["How far to trust it"]
    assert ("The whole interval is better" in told) is clear
    assert ("it may be no better" in told) is not clear


def test_findings_and_blind_splits_are_reasons_to_doubt():
    finding = Finding("MB112", "few rows", Severity.WARNING, "test part", "9 rows.", "Get more.")
    asked = {"split": "stratified", "test_fraction": 0.25}
    data = {"name": "adult", "rows": 100, "asked": asked}
    recorded = {"score": Estimate(0.9, 0.8, 0.95), "test_rows": 25}
    told = _told(recorded, [finding], data)
    assert "75 rows to learn from, 25 held out by a stratified split." in told["On which data"]
    assert "in groups or in time, this split flatters" in told["How far to trust it"]
    assert "Findings: 1 warning; first few rows (test part)." in told["How far to trust it"]
    assert (
        "this split flatters"
        not in _told(recorded, [], {**data, "asked": {"split": "time"}})["How far to trust it"]
    )


def test_values_of_other_types_tell_nothing_and_break_nothing():
    odd = {"cv_folds": "x", "cv_mean": "y", "cv_compared": [1], "test_rows": True, "score": "z"}
    data = {"name": 3, "rows": "many", "features": None, "notes": 7, "asked": [1], "classes": "a"}
    assert _told(odd, data=data)["On which data"] == "3."
