"""Findings about data: each is found where it is, and not where it is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.findings import look
from mlbench.data.load import load
from mlbench.data.quality import check_data

RNG = np.random.default_rng(3)
ROWS = 400
CLEAN = pd.DataFrame(
    {
        "number": RNG.normal(size=ROWS).round(6),
        "count": RNG.integers(0, 9, ROWS),
        "colour": RNG.choice(["red", "green", "blue"], ROWS),
        "y": RNG.choice(["no", "yes"], ROWS),
    }
)


@pytest.fixture
def findings(csv_of):
    """Returns the findings about the clean table with such columns added."""

    def check(added=None, frame=CLEAN, target="y", **options):
        table = frame.assign(**(added or {}))
        return check_data(load(csv_of(table), target, **options))

    return check


def by_code(found, code):
    return [finding for finding in found if finding.code == code]


def test_clean_data_has_no_findings(findings):
    assert not len(findings())


@pytest.mark.parametrize(
    "column",
    [
        RNG.normal(size=ROWS),
        [f"{w} {n % 40}" for n, w in enumerate(["red", "blue"] * 200)],
        RNG.integers(0, 10**9, ROWS),
        [None, *RNG.normal(size=ROWS - 1).round(2)],
        [str(n % 40) + "abc" for n in range(ROWS)],
    ],
)
def test_ordinary_columns_raise_no_finding(findings, column):
    assert not len(findings({"added": column}))


def test_dataset_without_a_target_can_be_checked(findings):
    assert not len(findings(target=None))


def test_markup_in_names_is_escaped(findings):
    found = findings({"<script>": ["same"] * ROWS})
    assert "<script>" not in found._repr_html_()


def test_large_tables_are_looked_at_in_a_sample_and_it_is_said(monkeypatch, findings):
    monkeypatch.setattr(look, "SAMPLE", 200)
    column = np.where(np.arange(ROWS) % 4 == 0, -999, RNG.integers(18, 90, ROWS))
    [finding] = findings({"added": column})
    assert finding.code == "MB115"
    assert "(in a sample of 200 of 400 rows)" in finding.evidence


def test_what_could_not_be_judged_is_said_with_the_reason(findings):
    found = findings()
    assert "MB119: no schema is declared" in repr(found)
    assert "MB119: no schema is declared" in found._repr_html_()


def test_finding_that_is_seen_rather_than_read_has_a_picture(findings):
    column = np.where(np.arange(ROWS) < 200, 1, 1000) * RNG.uniform(4, 6, ROWS)
    found = findings({"power": column, "same": 1})
    drawn = {finding.code: found.plot(finding) for finding in found}
    assert drawn["MB101"] is None
    assert drawn["MB117"].png.startswith(b"\x89PNG")
    assert "jumps" in drawn["MB117"].alt


@pytest.mark.real
@pytest.mark.parametrize(
    ("source", "options", "codes"),
    [
        ("adult", {}, {"MB106", "MB110", "MB111", "MB115", "MB123"}),
        ("bike_sharing", {}, {"MB104", "MB114"}),
        ("california_housing", {}, set()),
        ("dry_bean", {}, {"MB110", "MB111"}),
        ("sklearn:breast_cancer", {}, set()),
        ("sklearn:diabetes", {}, set()),
        ("sklearn:wine", {}, {"MB112"}),
    ],
)
def test_real_data_have_the_findings_that_a_person_would_agree_with(
    real_data, workplace, monkeypatch, source, options, codes
):
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    assert {finding.code for finding in check_data(load(source, **options))} == codes


@pytest.mark.real
def test_sum_of_casual_and_registered_riders_is_found(real_data):
    found = check_data(load(str(real_data / "bike_sharing" / "hour.csv"), "cnt"))
    [leak] = by_code(found, "MB124")
    assert leak.subject == "'casual', 'registered'"
    assert leak.severity == "critical"
