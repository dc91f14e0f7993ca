"""MB134: codes with leading zeros."""

from __future__ import annotations


def test_leading_zeros_are_found(found):
    [finding] = found("MB134", {"added": [f"{n % 50:04d}" for n in range(400)]})
    assert "'added' (400 rows)" in finding.evidence


def test_plain_numbers_and_fractions_are_not(found):
    assert not found("MB134", {"added": [n % 50 for n in range(400)]})
    assert not found("MB134", {"added": [f"0.{n % 50}" for n in range(400)]})
