"""MB117: level that jumps at a row."""

from __future__ import annotations

import numpy as np
import pytest

RNG = np.random.default_rng(0)
LEVEL = RNG.normal(5, 0.5, 400)


def test_change_of_unit_is_found_at_its_row(found):
    [finding] = found("MB117", {"added": np.where(np.arange(400) < 200, LEVEL, LEVEL * 1000)})
    assert "before row 201" in finding.evidence
    assert "and 4,903 from there on, a factor of 976" in finding.evidence


def test_change_is_found_in_the_order_of_time_where_rows_are_split_by_it(found):
    when = RNG.permutation(400)
    column = np.where(when < 250, LEVEL, LEVEL / 100)
    assert not found("MB117", {"added": column, "when": when})
    assert found("MB117", {"added": column, "when": when}, split="time", split_by="when")


@pytest.mark.parametrize(
    "column",
    [
        LEVEL,
        np.sort(RNG.lognormal(3, 2, 400)),
        np.exp(np.linspace(0, 9, 400)),
        np.where(np.arange(400) < 200, LEVEL, LEVEL * 3),
        np.where(np.arange(400) % 2 == 0, LEVEL, LEVEL * 1000),
        np.where(np.arange(400) < 395, LEVEL, LEVEL * 1000),
        RNG.lognormal(3, 2, 400),
    ],
)
def test_growth_other_factors_and_mixtures_are_not(found, column):
    assert not found("MB117", {"added": column})


def test_rows_sorted_by_class_are_not(found):
    labels = ["no"] * 200 + ["yes"] * 200
    column = np.where(np.arange(400) < 200, LEVEL, LEVEL * 1000)
    assert not found("MB117", {"added": column, "y": labels})


def test_few_rows_are_not_judged(not_judged, clean):
    assert not_judged("MB117", frame=clean.head(30)) == "there are fewer than 40 rows"
