"""MB216: few test rows."""

from __future__ import annotations


def test_fifty_test_rows_are_few(judged, found, classes):
    [finding] = found("MB216", judged(classes.head(200)))
    assert finding.subject == "50 test rows"
    assert finding.severity == "info"


def test_two_hundred_are_not(judged, found, classes):
    assert not found("MB216", judged(classes))
