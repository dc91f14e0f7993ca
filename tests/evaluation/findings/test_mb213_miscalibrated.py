"""MB213: miscalibrated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np


def _stating(evaluation, probability):
    both = np.column_stack([1 - probability, probability])
    return replace(evaluation, outputs=replace(evaluation.outputs, probabilities=both))


def test_overconfident_probabilities_are_found(judged, found, classes):
    evaluation = judged(classes)
    bold = np.where(evaluation.outputs.score > 0.5, 0.999, 0.001)
    [finding] = found("MB213", _stating(evaluation, bold))
    assert finding.subject == "probability of class yes"
    assert "chance alone would make" in finding.evidence


def test_probabilities_that_come_true_are_clear(judged, found, classes):
    assert not found("MB213", judged(classes))


def test_numbers_and_few_rows_are_not_judged(judged, not_judged, amounts, classes):
    assert not_judged("MB213", judged(amounts)) == "it states no probabilities"
    assert not_judged("MB213", judged(classes.head(200))) == "fewer than 100 test rows"
