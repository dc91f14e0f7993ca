"""MB224: predictions off in one direction."""

from __future__ import annotations

import numpy as np


def test_level_that_has_risen_is_found(judged, found, amounts):
    late = np.arange(len(amounts)) >= 600
    [finding] = found("MB224", judged(amounts.assign(y=amounts["y"] + 2 * late), split="time"))
    assert finding.subject == "too low"


def test_level_that_stays_is_clear(judged, found, amounts):
    assert not found("MB224", judged(amounts))


def test_classes_and_few_rows_are_not_judged(judged, not_judged, classes, amounts):
    assert not_judged("MB224", judged(classes)) == "it predicts no numbers"
    assert not_judged("MB224", judged(amounts.head(200))) == "fewer than 100 test rows"
