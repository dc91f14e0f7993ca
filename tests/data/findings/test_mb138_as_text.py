"""MB138: values of mixed type read as text."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from mlbench.data.load import load
from mlbench.data.quality import check_data
from mlbench.data.reading.columns import plain_frame
from mlbench.data.remarks import summarise


def test_objects_of_several_types_are_found(csv_of, clean):
    objects = pd.DataFrame({"added": [1, "two", 3.5, "x"] * 100}, dtype=object)
    frame, events = plain_frame(objects, "objects")
    dataset = load(csv_of(clean.assign(added=frame["added"])), "y")
    [finding] = check_data(replace(dataset, remarks=summarise(events)))
    assert finding.code == "MB138"
    assert "'added' (400 rows)" in finding.evidence


def test_texts_of_a_file_are_not(found):
    assert not found("MB138", {"added": ["1", "two", "3.5", "x"] * 100})
