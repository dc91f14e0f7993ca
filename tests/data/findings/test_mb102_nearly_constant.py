"""MB102: nearly constant column."""

from __future__ import annotations


def test_value_in_nearly_all_rows_is_found(found):
    [finding] = found("MB102", {"added": ["rare", *["same"] * 399]})
    assert "99.75 % of its values are same" in finding.evidence


def test_one_in_fifty_others_is_not(found):
    assert not found("MB102", {"added": ["rare"] * 8 + ["same"] * 392})
