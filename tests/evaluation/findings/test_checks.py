"""The checks together: every code once, every one with a test file, and what a reader sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.evaluation import findings
from mlbench.evaluation.findings import CHECKS


def test_every_code_is_used_once_and_stands_in_the_table_of_codes():
    codes = [check.code for check in CHECKS]
    assert codes == sorted(set(codes))
    for check in CHECKS:
        assert f"| {check.code} | {check.title} |" in findings.__doc__


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_check_has_a_test_file_of_its_own(code):
    assert list(Path(__file__).parent.glob(f"test_{code.lower()}_*.py"))


def test_reader_sees_what_was_looked_at_and_what_could_not_be(judged, classes):
    checks = judged(classes).checks()
    assert len(checks.frame()) == len(CHECKS)
    results = checks.frame().set_index("code")["result"]
    assert results["MB211"] == "clear"
    assert results["MB220"] == "not applicable"
    for shown in (repr(checks), checks._repr_html_()):
        assert "MB211 no better than the baseline" in shown
        assert "MB220 groups treated differently (no group was named)" in shown
