"""MB156: files of different make."""

from __future__ import annotations

from making import image, sound, tone


def test_mixed_rates_and_mixed_modes_are_found(finding_of, photos, said):
    sound(said / "a" / "fine.wav", tone(rate=44_100), rate=44_100)
    found = finding_of("MB156", f"audio:{said}", test_fraction=0.5)
    assert "16 of 8,000, 1 of 44,100" in found.evidence
    image(photos / "a" / "grey.png", mode="L")
    found = finding_of("MB156", f"images:{photos}", test_fraction=0.5)
    assert "16 of RGB, 1 of L" in found.evidence


def test_files_of_one_make_are_not(finding_of, photos, said):
    assert finding_of("MB156", f"images:{photos}", test_fraction=0.5) is None
    assert finding_of("MB156", f"audio:{said}", test_fraction=0.5) is None
