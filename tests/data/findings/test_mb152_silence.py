"""MB152: silent sounds."""

from __future__ import annotations

import numpy as np
from making import sound


def test_silence_is_found_with_the_class_that_it_is_in(finding_of, said):
    for place in range(3):
        sound(said / "a" / f"silent{place}.wav", np.zeros(500 + place))
    found = finding_of("MB152", f"audio:{said}", test_fraction=0.5)
    assert "3 of 19 sounds (15.8 %) stay below -60 dB" in found.evidence
    assert "most of them of the class 'a'" in found.evidence


def test_sounds_that_can_be_heard_are_not(finding_of, said, photos):
    assert finding_of("MB152", f"audio:{said}", test_fraction=0.5) is None
    assert finding_of("MB152", f"images:{photos}", test_fraction=0.5) is None
