"""MB106: column that repeats another."""

from __future__ import annotations


def test_renamed_labels_are_found(found, clean):
    [finding] = found("MB106", {"added": clean["colour"].map({"red": 1, "green": 2, "blue": 3})})
    assert "can be renamed, one by one, into those of 'colour'" in finding.evidence


def test_equal_numbers_are_found(found, clean):
    [finding] = found("MB106", {"added": clean["number"]})
    assert "equal those of 'number'" in finding.evidence


def test_one_row_that_differs_is_enough_to_keep_quiet(found, clean):
    other = clean["colour"].where(clean.index != 7, "pink")
    assert not found("MB106", {"added": other})
