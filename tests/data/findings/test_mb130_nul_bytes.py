"""MB130: NUL bytes in the file."""

from __future__ import annotations

from mlbench.data.load import load
from mlbench.data.quality import check_data


def test_nul_bytes_are_found(written):
    source = written(b"x,y\n" + b"3\0,0\n4,1\n" * 60)
    assert "MB130" in [finding.code for finding in check_data(load(source, "y"))]


def test_plain_text_has_none(found):
    assert not found("MB130")
