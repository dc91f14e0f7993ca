"""MB157: items rated twice by one user."""

from __future__ import annotations

import pandas as pd
from making import ratings_of_all


def test_pair_that_was_rated_twice_is_found(finding_of, csv_of):
    frame = pd.concat([ratings_of_all(), ratings_of_all().head(3)], ignore_index=True)
    found = finding_of("MB157", csv_of(frame), "rating")
    assert "3 of 403 ratings repeat an earlier pair" in found.evidence
    assert "userId 0, movieId 0" in found.evidence


def test_pairs_rated_once_are_not(finding_of, csv_of):
    assert finding_of("MB157", csv_of(ratings_of_all()), "rating") is None
