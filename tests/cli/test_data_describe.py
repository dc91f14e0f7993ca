"""``mlbench data describe``."""

from __future__ import annotations

import json


def test_describe_prints_figures_of_each_column(shell, workplace):
    (workplace / "rows.csv").write_text("size,colour\n1.5,red\n,blue\n3.5,red\n2.5,red\n")
    done = shell("data", "describe", "rows.csv")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == [
        *("column", "type", "missing", "distinct", "minimum", "median", "maximum"),
        *("mean", "deviation", "top"),
    ]  # fmt: skip
    assert lines[1].split() == ["size", "float64", "25", "%", "3", "1.5", "2.5", "3.5", "2.5", "1", "1.5", "(33.3", "%)"]  # fmt: skip
    assert "red (75 %)" in lines[2]
    assert "4 rows, 2 columns." in done.stderr


def test_describe_as_json_has_all_figures(shell, workplace):
    (workplace / "rows.csv").write_text("size,colour\n1.5,red\n2.5,blue\n")
    rows = json.loads(shell("data", "describe", "rows.csv", "--json").stdout)
    assert [row["column"] for row in rows] == ["size", "colour"]
    assert rows[0]["mean"] == 2
    assert rows[1]["mean"] is None
    assert rows[0]["estimates"] == ""


def test_describing_what_is_not_there_is_refused(shell):
    done = shell("data", "describe", "rows.csv")
    assert done.returncode == 2
    assert "There is no file 'rows.csv'" in done.stderr
