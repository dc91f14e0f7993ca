"""MB151: files shared by training and test."""

from __future__ import annotations

import shutil

from mlbench.data.load import load
from mlbench.vocabulary import Severity


def test_test_file_among_the_training_files_is_found(finding_of, photos):
    for place in range(8):
        shutil.copy(photos / "a" / f"{place}.png", photos / "a" / f"again{place}.png")
    data = load(f"images:{photos}", test_fraction=0.5)
    found = finding_of("MB151", f"images:{photos}", test_fraction=0.5)
    names = data.frame["image"].str.replace("again", "")
    shared = names.iloc[data.test_rows].isin(set(names.iloc[data.train_rows])).sum()
    assert f"{shared} of {len(data.test_rows)} test files" in found.evidence
    assert found.severity is Severity.WARNING


def test_different_files_are_not(finding_of, photos):
    assert finding_of("MB151", f"images:{photos}", test_fraction=0.5) is None
