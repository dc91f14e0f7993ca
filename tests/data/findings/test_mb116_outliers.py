"""MB116: outliers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.findings.outliers import find_outliers

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        (RNG.normal(75, 10, 400), 71_500.0),
        (RNG.normal(0, 1, 400), -60.0),
        (RNG.lognormal(3, 0.4, 400), 40_000.0),
    ],
)
def test_slip_is_found_with_its_row_and_the_usual_range(found, values, odd):
    column = values.copy()
    column[33] = odd
    [finding] = found("MB116", {"added": column})
    assert f"1 of 400 values lie far outside, as {odd:,.0f} in row 34" in finding.evidence
    assert "all others are in [" in finding.evidence


@pytest.mark.parametrize(
    "column",
    [
        *(RNG.normal(size=400) for _ in range(3)),
        *(RNG.lognormal(3, 2, 400) for _ in range(10)),
        *(RNG.pareto(1, 400) for _ in range(10)),
        *(RNG.standard_t(2, 400) for _ in range(10)),
        np.where(np.arange(400) % 4 == 0, 5000.0, RNG.normal(75, 10, 400)),
    ],
)
def test_long_tail_or_a_second_kind_of_rows_is_not(column):
    assert find_outliers(pd.Series(column)) is None


def test_placeholder_is_not_found_twice(check):
    column = np.append(RNG.normal(75, 10, 398).round(1), [-999, -999])
    codes = [finding.code for finding in check({"added": column})]
    assert codes == ["MB115"]
