"""MB219: leakage suspected."""

from __future__ import annotations

import numpy as np


def test_column_that_knows_the_target_is_named(judged, found, classes, random):
    told = np.where(classes["y"] == "yes", 1.0, 0.0) + random.normal(size=len(classes)) / 10
    [finding] = found("MB219", judged(classes.assign(told=told)))
    assert finding.subject == "told"
    assert finding.severity == "critical"


def test_number_under_another_name_is_named(judged, found, amounts):
    [finding] = found("MB219", judged(amounts.assign(told=amounts["y"] * 2)))
    assert finding.subject == "told"


def test_honest_features_are_clear(judged, found, classes):
    assert not found("MB219", judged(classes))


def test_few_rows_and_a_model_without_features_are_not_judged(judged, not_judged, classes):
    assert not_judged("MB219", judged(classes.head(200))) == "fewer than 100 test rows"
    assert not_judged("MB219", judged(classes, "dummy")) == "no feature matters to it"
