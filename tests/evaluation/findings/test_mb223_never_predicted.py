"""MB223: class never predicted."""

from __future__ import annotations

import numpy as np


def test_rare_class_that_is_never_the_most_probable_is_named(judged, found, numbers, random):
    rare = random.random(len(numbers)) < 0.08
    [finding] = found("MB223", judged(numbers.assign(y=np.where(rare, "rare", "usual"))))
    assert finding.subject == "class rare"


def test_classes_that_are_all_predicted_are_clear(judged, found, classes):
    assert not found("MB223", judged(classes))


def test_numbers_and_the_baseline_are_not_judged(judged, not_judged, amounts, classes):
    assert not_judged("MB223", judged(amounts)) == "it predicts no classes"
    assert not_judged("MB223", judged(classes, "dummy")) == "the model is the baseline"
