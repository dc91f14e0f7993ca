"""MB105: many categories."""

from __future__ import annotations


def test_many_labels_are_found(found):
    [finding] = found("MB105", {"added": [f"v{n % 60}" for n in range(400)]})
    assert "60 different values" in finding.evidence


def test_forty_labels_are_not(found):
    assert not found("MB105", {"added": [f"v{n % 40}" for n in range(400)]})
