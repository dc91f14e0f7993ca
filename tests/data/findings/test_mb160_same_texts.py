"""MB160: texts shared by training and test."""

from __future__ import annotations

import pandas as pd
from making import sentences

from mlbench.data.load import load
from mlbench.vocabulary import Severity


def test_texts_that_differ_in_case_and_punctuation_alone_are_found(finding_of, csv_of):
    frame = sentences()
    loud = frame.assign(text=frame["text"].str.upper() + " !!")
    source = csv_of(pd.concat([frame, loud], ignore_index=True))
    found = finding_of("MB160", source, "y")
    data = load(source, "y")
    plain = data.frame["text"].str.lower().str.rstrip(" !")
    shared = plain.iloc[data.test_rows].isin(set(plain.iloc[data.train_rows])).sum()
    assert f"{shared} of {len(data.test_rows)} test texts" in found.evidence
    assert found.severity is Severity.WARNING


def test_different_texts_are_not(finding_of, csv_of):
    assert finding_of("MB160", csv_of(sentences()), "y") is None
