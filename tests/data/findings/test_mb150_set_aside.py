"""MB150: files set aside."""

from __future__ import annotations

from mlbench.vocabulary import Severity


def test_what_was_set_aside_is_named_with_its_reason(finding_of, photos):
    (photos / "a" / "bad.png").write_bytes(b"x")
    found = finding_of("MB150", f"images:{photos}", test_fraction=0.5)
    assert found.severity is Severity.WARNING
    assert "1 of 17 images were set aside, which are no images: 'a/bad.png'." in found.evidence


def test_whole_files_are_not(finding_of, photos, said):
    assert finding_of("MB150", f"images:{photos}", test_fraction=0.5) is None
    assert finding_of("MB150", f"audio:{said}", test_fraction=0.5) is None
