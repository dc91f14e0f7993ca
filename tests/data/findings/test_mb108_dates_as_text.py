"""MB108: dates kept as text."""

from __future__ import annotations


def test_dates_that_can_be_read_in_two_ways_are_found(found):
    [finding] = found("MB108", {"added": [f"{n % 28 + 1}/3/2026" for n in range(400)]})
    assert "28 of 28 different values look like dates" in finding.evidence


def test_standard_dates_are_read_and_not_found(found):
    assert not found("MB108", {"added": [f"2026-03-{n % 28 + 1:02d}" for n in range(400)]})
