"""MB131: header that looks like data."""

from __future__ import annotations

from mlbench.data.load import load
from mlbench.data.quality import check_data


def test_numbers_as_names_are_found(written):
    source = written("y,1\n" + "0,3\n1,4\n" * 60)
    assert "MB131" in [finding.code for finding in check_data(load(source, "y"))]


def test_names_are_not(found):
    assert not found("MB131")
