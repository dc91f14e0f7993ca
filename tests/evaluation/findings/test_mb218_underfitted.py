"""MB218: underfitted."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def crossed(numbers):
    """Classes that no straight line parts."""
    return numbers.assign(y=np.where(numbers["a"] * numbers["b"] > 0, "u", "v"))


def test_linear_model_of_a_crossed_truth_is_too_simple(judged, found, crossed):
    [finding] = found("MB218", judged(crossed))
    assert "boosting with default settings reaches" in finding.evidence


def test_linear_model_of_a_linear_truth_is_clear(judged, found, classes):
    assert not found("MB218", judged(classes))


def test_boosting_and_the_baseline_are_not_judged(judged, not_judged, crossed):
    for recipe in ("boosting", "dummy"):
        assert not_judged("MB218", judged(crossed, recipe)).startswith("the model is ")
