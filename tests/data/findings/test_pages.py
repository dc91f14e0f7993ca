"""Every code has a page, a test file and a line in the table; every page has a code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlbench.data import quality
from mlbench.data.findings.pages import explain, explained, page_folder
from mlbench.errors import RefusedInput

ROOT = Path(__file__).parents[3]
HEADINGS = [
    "What it means", "Why it matters", "What the evidence shows", "What to do", "Example",
]  # fmt: skip


def _declared():
    """Code -> titles, as findings are made anywhere in the package."""
    titles = {}
    for file in (ROOT / "mlbench").rglob("*.py"):
        for code, title in re.findall(
            r'(?<!NotJudged\()"(MB\d{3})",\s*"([^"]+)"', file.read_text()
        ):
            titles.setdefault(code, set()).add(title)
    return titles


def _ours():
    return [code for code in sorted(_declared()) if code.startswith("MB1")]


def test_every_code_has_a_page_and_every_page_a_code():
    hundreds = {code[:3] for code in explained()}
    assert explained() == [code for code in sorted(_declared()) if code[:3] in hundreds]


@pytest.mark.parametrize("code", explained())
def test_page_has_the_title_of_the_finding_and_every_heading(code):
    page = explain(code)
    title = page.splitlines()[0].removeprefix(f"# {code}: ")
    assert _declared()[code] == {title}
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == HEADINGS
    assert re.search(r"Severity: (info|warning|critical)", page)
    assert len(page.splitlines()) <= 60


@pytest.mark.parametrize("code", _ours())
def test_code_about_data_has_a_test_file_of_its_own(code):
    assert list(Path(__file__).parent.glob(f"test_{code.lower()}_*.py"))


def test_table_of_codes_has_each_one_with_its_title():
    table = dict(re.findall(r"(MB1\d\d)  (.+?)(?:  |$)", quality.__doc__, re.MULTILINE))
    assert {code: {title.strip()} for code, title in table.items()} == {
        code: _declared()[code] for code in _ours()
    }


def test_page_is_found_in_any_case_and_an_unknown_code_is_refused():
    assert explain("mb122") == (page_folder() / "MB122.md").read_text()
    with pytest.raises(RefusedInput, match="Did you mean 'MB137'"):
        explain("MB137x")
