"""MB221: residuals drift over time."""

from __future__ import annotations

import numpy as np


def test_growth_that_no_feature_carries_is_found(judged, found, amounts):
    grown = amounts.assign(y=amounts["y"] + np.linspace(0, 20, len(amounts)))
    [finding] = found("MB221", judged(grown, split="time"))
    assert finding.subject == "row order"
    assert "in the first third of the test rows" in finding.evidence


def test_steady_rows_are_clear(judged, found, amounts):
    assert not found("MB221", judged(amounts, split="time"))


def test_classes_and_rows_without_time_are_not_judged(judged, not_judged, classes, amounts):
    assert not_judged("MB221", judged(classes)) == "its residuals are no numbers"
    assert not_judged("MB221", judged(amounts)) == "nothing says the time of 60 test rows"
