"""MB132: text read as missing."""

from __future__ import annotations


def test_na_among_labels_is_found_with_its_rows(found):
    [finding] = found("MB132", {"added": ["NA", "x", "y", "z"] * 100})
    assert "'added' (100 rows)" in finding.evidence


def test_na_among_numbers_and_kept_text_are_not(found):
    assert not found("MB132", {"added": ["NA", "1.5", "2.5", "3.5"] * 100})
    assert not found("MB132", {"added": ["NA", "x", "y", "z"] * 100}, read={"keep_text": ["added"]})
