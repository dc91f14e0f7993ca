"""MB112: few test rows."""

from __future__ import annotations


def test_fifteen_test_rows_are_found(found, clean):
    [finding] = found("MB112", frame=clean.head(60))
    assert "15 rows are held out" in finding.evidence


def test_a_hundred_are_not(found):
    assert not found("MB112")
