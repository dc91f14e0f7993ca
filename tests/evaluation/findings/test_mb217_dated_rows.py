"""MB217: dated rows, split at random."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture
def dated(classes):
    days = pd.to_timedelta(range(len(classes)), unit="D")
    return classes.assign(day=pd.Timestamp("2024-01-01") + days)


def test_dates_under_a_random_split_are_said(judged, found, dated):
    [finding] = found("MB217", judged(dated, split="random"))
    assert finding.subject == "day"


def test_split_in_time_is_clear(judged, found, dated):
    assert not found("MB217", judged(dated, split="time"))


def test_rows_without_dates_are_not_judged(judged, not_judged, classes):
    assert not_judged("MB217", judged(classes)) == "no feature is a date"
