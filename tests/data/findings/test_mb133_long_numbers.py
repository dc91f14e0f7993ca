"""MB133: long whole numbers kept as text."""

from __future__ import annotations


def test_numbers_beyond_a_float_are_found(found):
    [finding] = found("MB133", {"added": [str(2**60 + n % 50) for n in range(400)]})
    assert "'added' (400 rows)" in finding.evidence


def test_fifteen_digits_are_not(found):
    assert not found("MB133", {"added": [10**14 + n % 50 for n in range(400)]})
