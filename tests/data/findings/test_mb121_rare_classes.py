"""MB121: rare classes."""

from __future__ import annotations


def test_rare_class_is_named(found):
    [finding] = found("MB121", {"y": ["no"] * 200 + ["yes"] * 196 + ["maybe"] * 4})
    assert "1 of 3 classes" in finding.evidence
    assert "'maybe'" in finding.evidence


def test_ten_rows_are_not_rare(found):
    assert not found("MB121", {"y": ["no"] * 200 + ["yes"] * 190 + ["maybe"] * 10})


def test_quantity_is_not_judged(not_judged, clean):
    assert not_judged("MB121", {"y": clean["number"]}) == "the target has no classes"
