"""MB103: many missing values."""

from __future__ import annotations


def test_half_of_the_values_missing_is_found(found):
    [finding] = found("MB103", {"added": [None, None, 1.5, 2.5] * 100})
    assert "200 of 400 values are missing (50 %)" in finding.evidence
    assert finding.severity == "info"


def test_most_values_missing_is_a_warning(found):
    [finding] = found("MB103", {"added": [None] * 350 + [1.5, 2.5] * 25})
    assert finding.severity == "warning"


def test_a_quarter_missing_is_not_found(found):
    assert not found("MB103", {"added": [None, 3.5, 1.5, 2.5] * 100})
