"""MB126: lopsided groups."""

from __future__ import annotations

import numpy as np

RNG = np.random.default_rng(0)
BY = {"split": "group", "split_by": "site"}
EVEN = np.repeat(np.arange(20), 20)


def test_group_with_most_rows_and_tiny_ones_are_found(found):
    sites = np.where(np.arange(400) < 200, 99, EVEN)
    [finding] = found("MB126", {"site": sites}, **BY)
    assert "'99' has 50 % of 400 rows." in finding.evidence
    tiny = np.where(np.arange(400) < 3, 77, EVEN)
    assert (
        "1 of 21 groups have fewer than 5 rows: '77'"
        in found("MB126", {"site": tiny}, **BY)[0].evidence
    )


def test_group_with_a_rate_of_its_own_is_found(found, clean):
    y = np.where(EVEN == 4, "yes", clean["y"])
    [finding] = found("MB126", {"site": EVEN, "y": y}, **BY)
    assert "The share of 'yes' is far off in '4' (1); of all rows it is 0." in finding.evidence


def test_group_with_a_mean_of_its_own_is_found(found):
    y = RNG.normal(size=400) + np.where(EVEN == 4, 20, 0)
    [finding] = found("MB126", {"site": EVEN, "y": y}, **BY)
    assert "The mean of 'y' is far off in '4'" in finding.evidence


def test_even_groups_are_not(found):
    assert not found("MB126", {"site": EVEN}, **BY)
    assert not found("MB126", {"site": EVEN, "y": RNG.normal(size=400)}, **BY)


def test_without_groups_it_is_not_judged(not_judged):
    assert not_judged("MB126") == "the rows are not split by groups"
