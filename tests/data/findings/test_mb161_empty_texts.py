"""MB161: empty texts."""

from __future__ import annotations

from making import sentences


def test_texts_without_letters_are_counted(finding_of, csv_of):
    frame = sentences()
    frame.loc[[3, 5], "text"] = ["...", None]
    found = finding_of("MB161", csv_of(frame), "y")
    assert "2 of 60 texts (3.33 %) have no letter and no digit." in found.evidence


def test_texts_with_words_are_not(finding_of, csv_of):
    assert finding_of("MB161", csv_of(sentences()), "y") is None
