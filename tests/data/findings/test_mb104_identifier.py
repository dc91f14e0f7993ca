"""MB104: looks like an identifier."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize(
    "column", [[f"id-{n * 7 % 400}" for n in range(400)], list(range(1000, 1400))]
)
def test_column_that_names_rows_is_found(found, column):
    [finding] = found("MB104", {"added": column})
    assert "400 different values in 400 rows" in finding.evidence


def test_measurements_that_all_differ_are_not_found(found):
    random = np.random.default_rng(0)
    assert not found("MB104", {"added": random.permutation(10**6)[:400]})
    assert not found("MB104", {"added": random.normal(size=400)})


def test_few_rows_are_not_judged(not_judged, clean):
    assert (
        not_judged("MB104", frame=clean.head(12), split="random") == "there are fewer than 20 rows"
    )
