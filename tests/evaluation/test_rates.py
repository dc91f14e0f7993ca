"""Intervals of shares, differences and ratios against what others publish and what chance does."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from mlbench.evaluation.calibration import calibration_of
from mlbench.evaluation.rates import brief, difference, ratio, share
from mlbench.models.outputs import Outputs


def test_difference_has_the_interval_of_newcombes_table() -> None:
    """Newcombe (1998), table II, method 10: 56/70 - 48/80 and 9/10 - 3/10."""
    found = difference(share(56, 70, 0.95), share(48, 80, 0.95))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    found = difference(share(9, 10, 0.95), share(3, 10, 0.95))
    assert (round(found.low, 4), round(found.high, 4)) == (0.1705, 0.8090)


@pytest.mark.parametrize("compare", [difference, ratio])
def test_intervals_hold_the_truth_as_often_as_they_claim(compare) -> None:
    random = np.random.default_rng(0)
    truth = {difference: 0.3 - 0.5, ratio: 0.3 / 0.5}[compare]
    draws = zip(random.binomial(80, 0.3, 2000), random.binomial(120, 0.5, 2000), strict=True)
    found = [compare(share(int(a), 80, 0.9), share(int(b), 120, 0.9)) for a, b in draws]
    assert np.mean([each.low <= truth <= each.high for each in found]) == pytest.approx(
        0.9, abs=0.02
    )


def test_share_of_nothing_has_no_interval_and_shows_as_a_dash() -> None:
    assert brief(share(0, 0, 0.95)) == "-"
    assert ratio(share(1, 10, 0.95), share(0, 10, 0.95)).low is None


def test_parts_of_the_brier_score_add_up_when_groups_are_pure() -> None:
    random = np.random.default_rng(0)
    stated = np.repeat([0.1, 0.4, 0.7, 0.9], 250)
    truth = np.where(random.random(1000) < stated, "b", "a")
    outputs = Outputs(truth, np.column_stack([1 - stated, stated]), np.array(["a", "b"]))
    found = calibration_of(truth, outputs, 0.95)
    assert found.brier == pytest.approx(brier_score_loss(truth == "b", stated))
    parts = found.reliability - found.resolution + found.uncertainty
    assert parts == pytest.approx(found.brier, abs=0.003)
    assert found.table["rows"].sum() == 1000
