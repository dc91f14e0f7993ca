"""MB220: groups treated differently."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture
def peopled(numbers, random):
    """Two groups: of one the features say much, of the other nothing."""
    numbers["sex"] = random.choice(["f", "m", "m"], len(numbers))
    noise = random.normal(size=len(numbers))
    score = np.where(numbers["sex"] == "f", noise - 1, numbers["a"])
    return numbers.assign(y=np.where(score > 0, "yes", "no"))


def test_differences_are_told_with_the_true_shares(judged, found, peopled):
    [finding] = found("MB220", judged(peopled, "forest", group="sex"))
    assert finding.subject == "sex = f"
    assert "a difference of" in finding.evidence
    assert "The true shares are" in finding.evidence


def test_groups_of_the_same_kind_are_clear(judged, found, classes, random):
    classes["sex"] = random.choice(["f", "m"], len(classes))
    assert not found("MB220", judged(classes, group="sex"))


def test_numbers_that_are_too_low_for_one_group_are_found(judged, found, amounts, random):
    group = random.choice(["f", "m"], len(amounts))
    spoilt = amounts.assign(g=group, y=amounts["y"] * np.where(group == "f", 8, 1))
    [finding] = found("MB220", judged(spoilt, group="g"))
    assert "mean absolute error" in finding.evidence


def test_no_group_and_a_single_group_are_not_judged(judged, not_judged, classes):
    assert not_judged("MB220", judged(classes)) == "no group was named"
    small = classes.assign(sex=["m"] * (len(classes) - 8) + ["f"] * 8)
    reason = not_judged("MB220", judged(small, group="sex"))
    assert reason == "fewer than two groups have enough test rows"
