"""MB211: no better than the baseline."""

from __future__ import annotations


def test_noise_is_no_better_than_the_baseline(judged, found, numbers, random):
    noise = numbers.assign(y=random.choice(["u", "v"], len(numbers)))
    [finding] = found("MB211", judged(noise))
    assert finding.severity == "critical"
    assert "of the dummy baseline; the gain is" in finding.evidence


def test_model_that_knows_something_is_clear(judged, found, classes):
    assert not found("MB211", judged(classes))


def test_baseline_itself_is_not_judged(judged, not_judged, classes):
    assert not_judged("MB211", judged(classes, "dummy")) == "the model is the baseline"
