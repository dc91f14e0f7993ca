"""MB107: numbers kept as text."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ([f"{n % 90},{n % 7}" for n in range(400)], "look like numbers"),
        (["unknown", *[f"{n % 50}.5" for n in range(399)]], "but for such as 'unknown'"),
        ([f"$1,{n % 90:03d}" for n in range(400)], "look like numbers"),
    ],
)
def test_numbers_in_text_are_found(found, column, words):
    [finding] = found("MB107", {"added": column})
    assert words in finding.evidence


def test_labels_and_codes_with_zeros_are_not(found):
    assert not found("MB107", {"added": [f"{n % 40}abc" for n in range(400)]})
    assert not found("MB107", {"added": [f"{n % 50:04d}" for n in range(400)]})
