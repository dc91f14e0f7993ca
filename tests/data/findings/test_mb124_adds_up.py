"""MB124: columns that add up to the target."""

from __future__ import annotations

import numpy as np
import pytest

RNG = np.random.default_rng(0)
ONE, TWO, THREE = RNG.integers(0, 300, (3, 400))


@pytest.mark.parametrize(
    ("y", "told"),
    [
        (ONE + TWO, "1 * one + 1 * two"),
        (ONE - TWO, "1 * one + -1 * two"),
        (ONE / 4 + TWO * 2.5 + THREE, "0.25 * one + 2.5 * two + 1 * three"),
    ],
)
def test_parts_of_a_sum_are_found_with_their_weights(found, y, told):
    [finding] = found("MB124", {"one": ONE, "two": TWO, "three": THREE, "y": y})
    assert told in finding.evidence
    assert finding.severity == "critical"


def test_a_good_model_a_single_column_and_a_product_are_not(found):
    columns = {"one": ONE, "two": TWO, "three": THREE}
    assert not found("MB124", {**columns, "y": ONE + TWO + RNG.normal(size=400)})
    assert not found("MB124", {**columns, "y": ONE * 2.5})
    assert not found("MB124", {**columns, "y": ONE * TWO})


def test_classes_and_few_rows_are_not_judged(not_judged, clean):
    assert not_judged("MB124") == "the target is no quantity"
    assert "too few rows" in not_judged("MB124", {"y": range(60)}, frame=clean.head(60))
