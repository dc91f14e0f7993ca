"""MB101: constant column."""

from __future__ import annotations


def test_single_value_is_found_with_its_rows(found):
    [finding] = found("MB101", {"added": "same"})
    assert finding.subject == "'added'"
    assert finding.evidence == "Each of the 400 rows holds same."


def test_other_value_or_a_gap_makes_it_another_finding(found):
    assert not found("MB101", {"added": ["other", *["same"] * 399]})
    assert not found("MB101", {"added": [None, *["same"] * 399]})


def test_many_columns_share_one_finding(found):
    same = found("MB101", {f"same{n}": [1] * 400 for n in range(40)})
    assert len(same) == 9
    assert any("32 more columns" in finding.subject for finding in same)
