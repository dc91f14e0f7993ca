"""MB128: times after the row's own."""

from __future__ import annotations

import pandas as pd

OPENED = pd.date_range("2026-01-01", periods=400)
LATER = OPENED + pd.Timedelta(days=4)
BY = {"split": "time", "split_by": "opened"}


def test_time_after_the_row_is_found_with_its_distance(found):
    [finding] = found("MB128", {"opened": OPENED, "closed": LATER}, **BY)
    assert finding.subject == "'closed'"
    assert "400 of 400 values lie after 'opened' of their row, by 4 days" in finding.evidence


def test_time_before_the_row_and_a_slip_are_not(found):
    asked = OPENED - pd.Timedelta(days=4)
    slip = [LATER[0], *asked[1:]]
    assert not found("MB128", {"opened": OPENED, "asked": asked, "slip": slip}, **BY)


def test_without_a_moment_it_is_not_judged(not_judged):
    why = "no column says when a row's target is to be told"
    assert not_judged("MB128", {"opened": OPENED, "closed": LATER}) == why
    assert not_judged("MB128", {"opened": OPENED}, target=None, **BY) == why
