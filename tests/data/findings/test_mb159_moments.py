"""MB159: several rows of one moment."""

from __future__ import annotations

import pandas as pd
from making import series_of_machines


def test_two_rows_of_one_moment_are_found(finding_of, csv_of):
    frame = pd.concat([series_of_machines(), series_of_machines().tail(2)], ignore_index=True)
    found = finding_of("MB159", csv_of(frame), "s0", kind="series")
    assert "2 of 102 rows have the unit and the time of an earlier row" in found.evidence
    assert "as unit m9, cycle 8." in found.evidence


def test_one_row_a_moment_is_not(finding_of, csv_of):
    assert finding_of("MB159", csv_of(series_of_machines()), "s0") is None
