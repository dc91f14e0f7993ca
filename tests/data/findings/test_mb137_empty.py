"""MB137: column without values."""

from __future__ import annotations


def test_column_without_values_is_found(found):
    [finding] = found("MB137", {"added": [None] * 400})
    assert "'added'" in finding.subject


def test_column_with_some_is_not(found):
    assert not found("MB137", {"added": [None, 1.5] * 200})
