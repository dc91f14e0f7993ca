"""MB111: rows shared by training and test."""

from __future__ import annotations

import re

import pandas as pd


def test_copies_on_both_sides_are_counted(found, clean):
    frame = pd.concat([clean, clean.head(40)], ignore_index=True)
    [finding] = found("MB111", frame=frame)
    shared = int(re.match(r"(\d+) of 110 test rows", finding.evidence)[1])
    assert 5 <= shared <= 35


def test_another_target_does_not_make_another_row(found, clean):
    flipped = clean.head(60).assign(y=clean["y"].map({"no": "yes", "yes": "no"}))
    assert found("MB111", frame=pd.concat([clean, flipped], ignore_index=True))


def test_copies_on_one_side_are_not_found(found, clean):
    frame = pd.concat([clean.head(20), clean], ignore_index=True)
    assert not found("MB111", frame=frame, split="time")
