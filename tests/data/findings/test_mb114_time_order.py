"""MB114: rows in time order, split at random."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS = pd.date_range("2020-01-01", periods=400)


def test_rising_days_and_a_random_split_are_found(found):
    [finding] = found("MB114", {"day": DAYS})
    assert finding.subject == "'day'"
    assert "the split is stratified" in finding.evidence


def test_days_in_any_order_are_not(found):
    assert not found("MB114", {"day": np.random.default_rng(0).permutation(DAYS)})


def test_split_in_time_is_not_judged(found, not_judged):
    assert not found("MB114", {"day": DAYS}, split="rolling")
    assert not_judged("MB114", {"day": DAYS}, split="time") == "the rows are split in time"
    assert not_judged("MB114", {"day": DAYS}, target=None) == "there is no target"
