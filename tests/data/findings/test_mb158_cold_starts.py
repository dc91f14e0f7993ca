"""MB158: users or items that training has not seen."""

from __future__ import annotations

from making import ratings_of_all


def test_test_ratings_of_new_users_are_counted(finding_of, csv_of):
    source = csv_of(ratings_of_all())
    found = finding_of("MB158", source, "rating", split="time", test_fraction=0.25)
    assert found.subject == "'userId'"
    assert "100 of 100 test ratings (100 %) are of 5 users" in found.evidence


def test_users_that_are_known_are_not(finding_of, csv_of):
    assert finding_of("MB158", csv_of(ratings_of_all()), "rating") is None
