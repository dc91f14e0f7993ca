"""MB125: test rows differ from training rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

RNG = np.random.default_rng(0)
DRAWN = RNG.normal(size=400)
PARTS = ["train"] * 300 + ["test"] * 100


def test_column_that_moved_is_found_and_named(found):
    moved = np.where(np.arange(400) < 300, DRAWN, DRAWN + 3)
    [finding] = found("MB125", {"x": moved, "part": PARTS}, split="predefined", split_by="part")
    assert finding.subject.startswith("'x'")
    assert finding.severity == "warning"
    assert "the median of 'x' is" in finding.evidence


@pytest.mark.parametrize("seed", range(5))
def test_sides_of_one_kind_are_not(found, seed):
    parts = np.random.default_rng(seed).permutation(PARTS)
    assert not found("MB125", {"part": parts}, split="predefined", split_by="part")
    assert not found("MB125", split="time")


@pytest.mark.parametrize("seed", range(5))
def test_groups_that_differ_from_each_other_by_chance_are_not(found, seed):
    random = np.random.default_rng(seed)
    site = np.repeat(np.arange(400), 10)
    frame = pd.DataFrame({"site": site, "y": random.integers(0, 2, 4000)})
    frame["x"] = random.normal(size=400)[site] * 50 + random.normal(size=4000)
    assert not found("MB125", frame=frame, split="group", split_by="site", split_seed=seed)


def test_columns_that_only_tell_the_time_are_not_compared(found):
    clock = {
        "serial": np.arange(400),
        "month": np.arange(400) // 30,
        "meter": np.arange(400) * 3.0 + RNG.normal(size=400),
    }
    assert not found("MB125", clock, split="time")


def test_random_split_and_few_rows_are_not_judged(not_judged, clean):
    assert not_judged("MB125") == "the rows were split at random"
    few = not_judged("MB125", frame=clean.head(60), split="time")
    assert few == "a side has too few rows or groups"
