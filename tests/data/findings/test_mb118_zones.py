"""MB118: times with and without a zone."""

from __future__ import annotations

LOCAL = [f"2026-01-{n % 28 + 1:02d} 08:{n % 60:02d}" for n in range(400)]
ZONED = [f"{text}+01:00" for text in LOCAL]


def test_both_in_one_column_are_found_with_examples(found):
    column = [
        one if n % 2 else other for n, (one, other) in enumerate(zip(LOCAL, ZONED, strict=True))
    ]
    [finding] = found("MB118", {"added": column})
    assert "are times without an offset, as '2026-01-02 08:01'" in finding.evidence
    assert "have one, as '2026-01-01 08:00+01:00'" in finding.evidence


def test_one_column_with_and_one_without_are_found(found):
    [finding] = found("MB118", {"seen": ZONED, "done": LOCAL})
    assert finding.subject == "'seen', 'done'"


def test_one_kind_alone_or_plain_days_are_not(found):
    days = [text[:10] for text in LOCAL]
    assert not found("MB118", {"seen": ZONED, "done": ZONED})
    assert not found("MB118", {"seen": LOCAL})
    assert not found("MB118", {"seen": ZONED, "day": days})
