"""MB123: missing values that go with the target."""

from __future__ import annotations

import re

import numpy as np

RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=400)


def test_gaps_that_go_with_a_class_are_found_with_shares(found, clean):
    often = RNG.random(400) < np.where(clean["y"] == "yes", 0.5, 0.1)
    [finding] = found("MB123", {"added": np.where(often, np.nan, VALUES)})
    assert re.search(
        r"rows without a value 92\.\d+ % are 'yes'; of those with one 3\d", finding.evidence
    )


def test_gaps_that_go_with_a_quantity_are_found_with_means(found):
    y = RNG.normal(100, 15, 400)
    often = RNG.random(400) < np.where(y > 100, 0.5, 0.1)
    [finding] = found("MB123", {"added": np.where(often, np.nan, VALUES), "y": y})
    assert "The mean of 'y' is 1" in finding.evidence


def test_gaps_by_chance_are_not(found):
    for seed in range(20):
        often = np.random.default_rng(seed).random(400) < 0.3
        assert not found("MB123", {"added": np.where(often, np.nan, VALUES)})


def test_without_a_target_it_is_not_judged(not_judged):
    assert not_judged("MB123", target=None) == "there is no target"
