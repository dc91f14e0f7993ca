"""MB135: long numbers rounded."""

from __future__ import annotations


def test_long_number_among_fractions_is_found(found):
    [finding] = found("MB135", {"added": [str(2**60), *["0.5"] * 399]})
    assert "'added' (1 row)" in finding.evidence


def test_fractions_are_not(found):
    assert not found("MB135", {"added": [n / 8 for n in range(400)]})
