"""MB110: repeated rows."""

from __future__ import annotations

import pandas as pd


def test_copies_are_counted(found, clean):
    frame = pd.concat([clean, clean.head(40)], ignore_index=True)
    [finding] = found("MB110", frame=frame)
    assert "40 of 440 rows (9.09 %)" in finding.evidence
    assert finding.severity == "warning"


def test_rows_that_differ_in_the_target_alone_are_none(found, clean):
    flipped = clean.head(60).assign(y=clean["y"].map({"no": "yes", "yes": "no"}))
    assert not found("MB110", frame=pd.concat([clean, flipped], ignore_index=True))
