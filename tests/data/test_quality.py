"""Findings about data: each is found where it is, and not where it is not."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data import findings as room
from mlbench.data import quality
from mlbench.data.dataset import load
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
Y = (CLEAN["y"] == "yes").astype(int)


@pytest.fixture
def findings(csv_of):
    """Returns the findings about the clean table with such columns added."""

    def look(added=None, frame=CLEAN, target="y", **options):
        table = frame.assign(**(added or {}))
        return check_data(load(csv_of(table), target, **options))

    return look


def by_code(found, code):
    return [finding for finding in found if finding.code == code]


def test_clean_data_has_no_findings(findings):
    assert not len(findings())


MANY = [f"v{n % 60}" for n in range(ROWS)]
CODES = [f"{n:05d}" for n in range(ROWS)]


@pytest.mark.parametrize(
    ("code", "column", "figure"),
    [
        ("MB101", ["same"] * ROWS, "400 rows"),
        ("MB102", ["rare"] + ["same"] * (ROWS - 1), "99.75 %"),
        ("MB103", [None, None, 1.5, 2.5] * 100, "200 of 400"),
        ("MB104", [f"id-{n}" for n in RNG.permutation(ROWS)], "400 different"),
        ("MB104", list(range(1000, 1000 + ROWS)), "400 different"),
        ("MB105", MANY, "60 different"),
        ("MB106", CLEAN["colour"].map({"red": 1, "green": 2, "blue": 3}), "'colour'"),
        ("MB106", CLEAN["number"], "equal those of 'number'"),
        ("MB107", [f"{n % 90},{n % 7}" for n in range(ROWS)], "look like numbers"),
        ("MB107", ["unknown", *[f"{n % 50}.5" for n in range(ROWS - 1)]], "'unknown'"),
        ("MB107", [f"$1,{n % 90:03d}" for n in range(ROWS)], "look like numbers"),
        ("MB108", [f"{n % 28 + 1}/3/2026" for n in range(ROWS)], "28 of 28"),
        ("MB122", np.where(Y == 1, "a", "b"), "balanced accuracy of 1.000"),
        ("MB122", np.where(Y == 1, np.nan, RNG.normal(size=ROWS)), "balanced accuracy of 1.000"),
        ("MB132", ["NA", "x", "y", "z"] * 100, "100 rows"),
        ("MB133", [str(2**60 + n % 50) for n in range(ROWS)], "400 rows"),
        ("MB134", [f"{n % 50:04d}" for n in range(ROWS)], "400 rows"),
        ("MB135", [str(2**60), *["0.5"] * (ROWS - 1)], "1 row"),
        ("MB136", [np.inf, *RNG.normal(size=ROWS - 1)], "1 row"),
        ("MB137", [None] * ROWS, "'added'"),
    ],
)
def test_trouble_with_a_column_is_found_with_its_figures(findings, code, column, figure):
    found = by_code(findings({"added": column}), code)
    assert len(found) == 1
    assert "added" in found[0].subject
    assert figure in found[0].evidence
    assert found[0].advice


def test_repeated_and_shared_rows_are_counted(findings):
    frame = pd.concat([CLEAN, CLEAN.head(40)], ignore_index=True)
    found = findings(frame=frame)
    assert "40 of 440 rows (9.09 %)" in by_code(found, "MB110")[0].evidence
    shared = int(re.match(r"(\d+) of 110 test rows", by_code(found, "MB111")[0].evidence)[1])
    assert 5 <= shared <= 35


def test_rows_that_differ_in_the_target_alone_are_shared_and_not_repeated(findings):
    flipped = CLEAN.head(60).assign(y=CLEAN["y"].map({"no": "yes", "yes": "no"}))
    found = findings(frame=pd.concat([CLEAN, flipped], ignore_index=True))
    assert not by_code(found, "MB110")
    assert by_code(found, "MB111")


def test_few_rows_and_many_columns_are_found(findings):
    wide = pd.DataFrame(RNG.normal(size=(60, 80))).add_prefix("x").assign(y=[0, 1] * 30)
    found = findings(frame=wide)
    assert "15 rows are held out" in by_code(found, "MB112")[0].evidence
    assert "80 features for 45 training rows" in by_code(found, "MB113")[0].evidence


def test_time_order_split_at_random_is_found_and_a_time_split_is_not(findings):
    days = {"day": pd.date_range("2020-01-01", periods=ROWS)}
    assert by_code(findings(days), "MB114")
    assert not by_code(findings(days, split="time"), "MB114")
    assert not by_code(findings({"day": RNG.permutation(days["day"])}), "MB114")


def test_imbalance_and_rare_classes_are_found_with_counts(findings):
    labels = ["no"] * 380 + ["yes"] * 16 + ["maybe"] * 4
    found = findings({"y": labels})
    assert "4 rows (1 %) are 'maybe', 380 are 'no'" in by_code(found, "MB120")[0].evidence
    assert "1 of 3 classes" in by_code(found, "MB121")[0].evidence
    assert "'maybe'" in by_code(found, "MB121")[0].evidence


def test_leak_of_a_quantity_is_found_and_a_strong_feature_is_not(findings):
    y = RNG.normal(size=ROWS) * 10
    leak = {"y": y, "leak": y * 2 + 1, "strong": y + RNG.normal(size=ROWS) * 5}
    found = by_code(findings(leak), "MB122")
    assert [finding.subject for finding in found] == ["'leak'"]
    assert "R²" in found[0].evidence
    assert found[0].severity == "critical"


def test_leak_is_found_beside_a_class_too_rare_for_the_folds(findings):
    y = [*CLEAN["y"].iloc[:-2], "odd", "odd"]
    found = by_code(findings({"y": y, "leak": [f"code {label}" for label in y]}), "MB122")
    assert [finding.subject for finding in found] == ["'leak'"]


def test_leak_is_looked_for_in_training_rows_alone(findings):
    x = np.where(np.arange(ROWS) < 200, RNG.normal(size=ROWS), Y)
    found = findings({"x": x}, split="time", test_fraction=0.5)
    assert not by_code(found, "MB122")


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


def test_nul_bytes_and_a_data_like_header_are_findings(written):
    source = written(b"1,y\n" + b"3\0,0\n4,1\n" * 60)
    codes = [finding.code for finding in check_data(load(source, "y"))]
    assert {"MB130", "MB131"} <= set(codes)


def test_trouble_in_many_columns_shares_one_finding(findings):
    same = {f"same{n}": [1] * ROWS for n in range(40)}
    found = by_code(findings(same), "MB101")
    assert len(found) == 9
    assert any("32 more columns" in finding.subject for finding in found)


def test_dataset_without_a_target_can_be_checked(findings):
    assert not len(findings(target=None))


def test_markup_in_names_is_escaped(findings):
    found = findings({"<script>": ["same"] * ROWS})
    assert "<script>" not in found._repr_html_()


def test_every_code_that_exists_is_in_the_table_of_codes():
    used = {
        code
        for file in Path(room.__path__[0]).glob("*.py")
        for code in re.findall(r'"(MB1\d\d)"', file.read_text())
    }
    assert len(used) > 20
    assert used == set(re.findall(r"MB1\d\d", quality.__doc__))
