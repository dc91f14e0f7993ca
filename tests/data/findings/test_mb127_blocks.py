"""MB127: rows in blocks, split at random."""

from __future__ import annotations

import numpy as np
import pytest

RNG = np.random.default_rng(0)
UNITS = np.repeat(RNG.permutation(20), 20)


def test_units_one_after_the_other_are_found(found):
    [finding] = found("MB127", {"unit": UNITS})
    assert (
        "Each of its 20 values has its rows next to each other, 20 in the middle"
        in finding.evidence
    )
    assert "20 of them are on both sides" in finding.evidence
    assert finding.severity == "info"


def test_it_is_a_warning_where_neighbours_have_the_same_target(found):
    labels = np.where(UNITS % 2 == 0, "no", "yes")
    assert found("MB127", {"unit": UNITS, "y": labels})[0].severity == "warning"
    slow = UNITS * 10 + RNG.normal(size=400)
    assert found("MB127", {"unit": UNITS, "y": slow})[0].severity == "warning"


@pytest.mark.parametrize("units", [RNG.permutation(UNITS), UNITS // 10, np.tile(np.arange(20), 20)])
def test_values_that_come_back_or_are_few_are_not(found, units):
    assert not found("MB127", {"unit": units})


def test_split_by_the_unit_is_not_judged(not_judged):
    why = not_judged("MB127", {"unit": UNITS}, split="group", split_by="unit")
    assert why == "the rows are not split at random"
    assert not_judged("MB127", target=None) == "there is no target"
