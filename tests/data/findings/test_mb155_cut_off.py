"""MB155: cut-off sounds."""

from __future__ import annotations

from making import sound, tone


def test_peaks_that_are_cut_off_are_found(finding_of, said):
    sound(said / "b" / "loud.wav", 4 * tone())
    found = finding_of("MB155", f"audio:{said}", test_fraction=0.5)
    assert "In 1 of 17 sounds" in found.evidence
    assert "'b/loud.wav'" in found.evidence


def test_sound_that_just_reaches_the_end_of_the_range_is_not(finding_of, said):
    sound(said / "b" / "full.wav", tone(loud=1.0, hertz=1900))
    assert finding_of("MB155", f"audio:{said}", test_fraction=0.5) is None
