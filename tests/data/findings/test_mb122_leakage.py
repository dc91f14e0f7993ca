"""MB122: leakage suspect."""

from __future__ import annotations

import numpy as np
import pytest

RNG = np.random.default_rng(3)


@pytest.mark.parametrize("gap", [False, True])
def test_column_that_gives_a_class_away_is_found(found, clean, gap):
    yes = clean["y"] == "yes"
    column = np.where(yes, np.nan, RNG.normal(size=400)) if gap else np.where(yes, "a", "b")
    [finding] = found("MB122", {"added": column})
    assert "balanced accuracy of 1.000" in finding.evidence
    assert finding.severity == "critical"


def test_leak_of_a_quantity_is_found_and_a_strong_feature_is_not(found):
    y = RNG.normal(size=400) * 10
    leak = {"y": y, "leak": y * 2 + 1, "strong": y + RNG.normal(size=400) * 5}
    [finding] = found("MB122", leak)
    assert finding.subject == "'leak'"
    assert "R²" in finding.evidence


def test_leak_is_found_beside_a_class_too_rare_for_the_folds(found, clean):
    y = [*clean["y"].iloc[:-2], "odd", "odd"]
    [finding] = found("MB122", {"y": y, "leak": [f"code {label}" for label in y]})
    assert finding.subject == "'leak'"


def test_leak_is_looked_for_in_training_rows_alone(found, clean):
    yes = (clean["y"] == "yes").astype(int)
    x = np.where(np.arange(400) < 200, RNG.normal(size=400), yes)
    assert not found("MB122", {"x": x}, split="time", test_fraction=0.5)


def test_without_a_target_or_with_few_rows_it_is_not_judged(not_judged, clean):
    assert not_judged("MB122", target=None) == "there is no target"
    assert "fewer than 40" in not_judged("MB122", frame=clean.head(30))
