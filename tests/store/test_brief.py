"""What a list says of a run, whatever its record holds."""

from __future__ import annotations

import json

import pytest

from mlbench.statements import Estimate
from mlbench.store.brief import Brief, brief_of
from mlbench.store.record import RunRecord, StepRecord, preserve
from mlbench.vocabulary import State


def _brief(recorded: dict | None = None, **values) -> Brief:
    step = StepRecord("evaluate", "evaluate", state=State.DONE, recorded=recorded or {})
    return brief_of(RunRecord(**{"run_id": "r", "name": "s", "steps": [step], **values}))


def test_main_metric_comes_with_its_interval_its_direction_and_its_baseline() -> None:
    found = _brief(
        {
            "metric": "my_loss",
            "score": preserve(Estimate(0.3, 0.2, 0.4)),
            "baseline": preserve(Estimate(0.7)),
            "greater_is_better": False,
            "recipe": "linear",
            "recipe_title": "Logistic regression",
        }
    )
    assert (found.metric, found.score, found.low, found.high) == ("my_loss", 0.3, 0.2, 0.4)
    assert (found.baseline, found.recipe, found.goodness) == (0.7, "Logistic regression", -0.3)


@pytest.mark.parametrize(
    ("metric", "direction"), [("log_loss", False), ("rmse", False), ("roc_auc", True), ("x", None)]
)
def test_older_record_that_tells_no_direction_is_read_by_the_metric_s_name(
    metric: str, direction: bool | None
) -> None:
    found = _brief({"metric": metric, "score": 0.5})
    assert found.greater_is_better is direction
    assert (found.goodness is None) is (direction is None)


def test_every_metric_of_ours_has_the_direction_that_its_name_is_read_by() -> None:
    from mlbench.models.metrics import METRICS

    for metric in METRICS.values():
        found = _brief({"metric": metric.name, "score": 0.5})
        assert found.greater_is_better is metric.greater_is_better, metric.name


def test_metric_of_the_study_is_taken_when_a_notebook_recorded_it_by_name() -> None:
    found = _brief({"roc_auc": 0.8}, metric="roc_auc")
    assert (found.metric, found.score) == ("roc_auc", 0.8)
    assert _brief({"accuracy": 0.8}, metric="roc_auc").metric == ""


def test_findings_are_counted_by_severity_and_the_error_is_a_sentence() -> None:
    step = StepRecord("a", "a", findings=[{"severity": s} for s in ("info", "critical", "info")])
    error = {"step": "a", "message": "ValueError: " + "x" * 10_000}
    found = brief_of(RunRecord("r", "s", steps=[step], error=error))
    assert (found.critical, found.warnings, found.remarks) == (1, 0, 2)
    assert found.error.startswith("a: ValueError: xxx")
    assert len(found.error) <= 240


@pytest.mark.parametrize(
    "odd", [None, True, [], {}, {"a": 1}, "text", "\u202e<script>" * 1000, 1e308, -1, float("nan")]
)
def test_whatever_a_record_holds_the_brief_is_bounded_and_goes_through_json(odd: object) -> None:
    names = ("metric", "score", "baseline", "greater_is_better", "recipe", "recipe_title")
    found = _brief(
        dict.fromkeys(names, odd),
        started=odd,
        seconds=odd,
        metric=odd,
        data=dict.fromkeys(("rows", "fingerprint", "asked"), odd),
        code=dict.fromkeys(("commit", "clean"), odd),
    )
    text = json.dumps(found.to_row(), allow_nan=False)
    assert len(text) < 2000
    assert Brief.from_row(json.loads(text)) == found
