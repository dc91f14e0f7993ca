"""MB139: names that look like others."""

from __future__ import annotations

from mlbench.data.load import load
from mlbench.data.quality import check_data


def test_a_cyrillic_letter_and_a_blank_of_no_width_are_found(written):
    names = "price,pri\N{CYRILLIC SMALL LETTER ES}e,si\N{ZERO WIDTH SPACE}ze,y\n"
    rows = "".join(f"{n},{n % 7},{n % 5},{n % 2}\n" for n in range(60))
    findings = check_data(load(written(names + rows), "y"))
    [finding] = [finding for finding in findings if finding.code == "MB139"]
    assert finding.subject.count("'") == 6


def test_plain_names_and_names_of_one_script_are_not(found):
    assert not found("MB139")
    assert not found("MB139", {"\N{CYRILLIC SMALL LETTER ES}": [1, 2, 3, 4] * 100})
