"""MB115: value that stands for a missing one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("values", "odd"),
    [
        (RNG.integers(18, 90, 400), -1),
        (RNG.integers(18, 90, 400), 999),
        (RNG.normal(15, 10, 400).round(2), -999),
        (RNG.normal(50_000, 9_000, 400).round(2), -99),
        (RNG.normal(120, 15, 400).round(), 0),
    ],
)
def test_number_that_stands_apart_is_found_with_count_and_row(found, values, odd):
    column = np.where(np.isin(np.arange(400), [8, 50, 77]), odd, values)
    [finding] = found("MB115", {"added": column})
    assert f"3 values are {odd}, first in row 9; the next one is" in finding.evidence


@pytest.mark.parametrize(
    "column",
    [
        RNG.normal(0, 100, 400).round(),
        np.append(RNG.normal(0, 5, 398).round(), [-9, -9]),
        RNG.integers(-1, 2, 400),
        RNG.poisson(3, 400),
        RNG.integers(1, 100, 400),
        RNG.exponential(10, 400).round(1),
        np.where(np.arange(400) % 3 == 0, 0, RNG.normal(120, 15, 400)),
        np.append(RNG.normal(50, 9, 399), [-999]),
    ],
)
def test_values_of_a_usual_column_are_not(found, column):
    assert not found("MB115", {"added": column})


@pytest.mark.parametrize("day", ["9999-12-31", "1900-01-01", "1970-01-01"])
def test_day_that_stands_apart_is_found(found, day):
    days = pd.date_range("2024-01-01", periods=400).astype("str").to_numpy()
    [finding] = found("MB115", {"added": np.where(np.arange(400) % 40 == 7, day, days)})
    assert f"10 values are {day}, first in row 8" in finding.evidence


def test_day_among_others_is_not(found):
    days = pd.date_range("1969-06-01", periods=400).to_series().sample(frac=1, random_state=0)
    assert not found("MB115", {"added": [*days[:398], *["1970-01-01"] * 2]})
