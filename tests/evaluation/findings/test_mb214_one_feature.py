"""MB214: one feature carries all."""

from __future__ import annotations

import numpy as np


def test_only_telling_feature_is_named(judged, found, numbers):
    [finding] = found("MB214", judged(numbers.assign(y=np.where(numbers["b"] > 0, "u", "v"))))
    assert finding.subject == "b"


def test_features_that_share_the_work_are_clear(judged, found, classes):
    assert not found("MB214", judged(classes))


def test_two_features_are_not_judged(judged, not_judged, classes):
    assert not_judged("MB214", judged(classes[["a", "b", "y"]])) == "fewer than 3 features"


def test_model_that_uses_no_feature_is_not_judged(judged, not_judged, classes):
    assert not_judged("MB214", judged(classes, "dummy")) == "no feature matters to it"
