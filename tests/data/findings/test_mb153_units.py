"""MB153: units on both sides of the split."""

from __future__ import annotations

from making import series_of_machines


def test_units_on_both_sides_are_found(finding_of, csv_of):
    found = finding_of("MB153", csv_of(series_of_machines()), "s0")
    assert "10 of 10 units have rows among the training rows and" in found.evidence
    assert "by: unit" in found.advice


def test_split_by_group_and_in_the_order_of_units_is_clean(finding_of, csv_of):
    source = csv_of(series_of_machines())
    assert finding_of("MB153", source, "s0", split="group", split_by="unit") is None
    assert finding_of("MB153", source, "s0", split="time", test_fraction=0.2) is None


def test_without_a_unit_there_is_nothing_to_say(finding_of, csv_of):
    assert finding_of("MB153", csv_of(series_of_machines()), "s0", kind="tabular") is None
