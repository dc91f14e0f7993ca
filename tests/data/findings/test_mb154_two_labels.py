"""MB154: one file under two labels."""

from __future__ import annotations

import shutil


def test_file_under_two_labels_is_found(finding_of, photos):
    shutil.copy(photos / "a" / "0.png", photos / "b" / "copy.png")
    found = finding_of("MB154", f"images:{photos}", test_fraction=0.5)
    assert "'a/0.png', 'b/copy.png'" in found.evidence


def test_copies_of_one_label_are_not(finding_of, photos):
    shutil.copy(photos / "a" / "0.png", photos / "a" / "copy.png")
    assert finding_of("MB154", f"images:{photos}", test_fraction=0.5) is None
