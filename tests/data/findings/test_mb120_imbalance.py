"""MB120: classes out of balance."""

from __future__ import annotations


def test_small_class_is_found_with_its_share(found):
    [finding] = found("MB120", {"y": ["no"] * 380 + ["yes"] * 20})
    assert "20 rows (5 %) are 'yes', 380 are 'no'" in finding.evidence


def test_one_in_five_is_not(found):
    assert not found("MB120", {"y": ["no"] * 320 + ["yes"] * 80})


def test_quantity_is_not_judged(not_judged, clean):
    assert not_judged("MB120", {"y": clean["number"]}) == "the target has no classes"
