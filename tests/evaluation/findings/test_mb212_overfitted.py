"""MB212: overfitted."""

from __future__ import annotations


def test_forest_on_noise_has_learned_by_heart(judged, found, numbers, random):
    noise = numbers.assign(y=random.choice(["u", "v"], len(numbers)))
    [finding] = found("MB212", judged(noise, "forest"))
    assert "on training rows" in finding.evidence
    assert "of the gain over the baseline is kept" in finding.evidence


def test_linear_model_of_a_linear_truth_is_clear(judged, found, classes):
    assert not found("MB212", judged(classes))


def test_model_that_gains_nothing_is_not_judged(judged, not_judged, classes):
    assert not_judged("MB212", judged(classes, "dummy")) == "it gains nothing on its training rows"
