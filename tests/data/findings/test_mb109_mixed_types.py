"""MB109: mixed types in one column."""

from __future__ import annotations

TICKETS = [str(17000 + n % 18) for n in range(200)] + [f"A/{n % 22}" for n in range(200)]


def test_numbers_beside_words_are_found_with_examples(found):
    [finding] = found("MB109", {"added": TICKETS})
    assert "18 of 40 different values are numbers, as '17000', '17001'" in finding.evidence
    assert "'A/0', 'A/1'" in finding.evidence


def test_labels_that_hold_digits_are_not(found):
    assert not found("MB109", {"added": [f"C{n % 40}" for n in range(400)]})
    assert not found("MB109", {"added": ["1", "2", "3 or more", "none"] * 100})


def test_mostly_numbers_are_another_finding(found):
    column = ["unknown", *[f"{n % 50}.5" for n in range(399)]]
    assert not found("MB109", {"added": column})
