"""``mlbench data check``: a table, JSON, a page, an explanation, and an exit code."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from mlbench.cli.main import app

RNG = np.random.default_rng(0)
CLEAN = pd.DataFrame(
    {
        "x": RNG.normal(size=400).round(6),
        "site": RNG.integers(0, 20, 400),
        "y": RNG.choice(["no", "yes"], 400),
    }
)
STUDY = """
study: mine
data:
  source: rows.csv
  target: y
  split: {kind: group, by: site}
  schema: schema.yaml
steps: [explore]
"""


@pytest.fixture
def call(folder):
    """Runs the verb in this process, with what it printed and how it ended."""
    return lambda *words: CliRunner().invoke(app, ["data", "check", *words])


@pytest.fixture
def folder(workplace):
    """A folder with a clean table, one that leaks, and a study with a schema."""
    CLEAN.to_csv(workplace / "clean.csv", index=False)
    leak = CLEAN.assign(leak=CLEAN["y"].map({"no": 1, "yes": 2}), same=1)
    leak.to_csv(workplace / "leak.csv", index=False)
    (workplace / "study").mkdir()
    CLEAN.to_csv(workplace / "study" / "rows.csv", index=False)
    (workplace / "study" / "study.yaml").write_text(STUDY)
    (workplace / "study" / "schema.yaml").write_text("x: {min: -1}\n")
    return workplace


def test_clean_data_ends_well_and_a_leak_closes_the_gate(folder, shell):
    done = shell("data", "check", "clean.csv", "--target", "y")
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "0 critical, 0 warning, 0 info" in done.stderr
    done = shell("data", "check", "leak.csv", "--target", "y")
    assert done.returncode == 3
    first = done.stdout.splitlines()[1]
    assert first.startswith("critical  MB122  leakage suspect")
    assert "'leak'" in first
    assert "--explain MB122" in done.stderr


@pytest.mark.parametrize(("gate", "code"), [("critical", 0), ("warning", 3), ("info", 3)])
def test_gate_closes_from_the_severity_that_is_asked_for(folder, call, gate, code):
    CLEAN.assign(same=1).to_csv(folder / "same.csv", index=False)
    done = call("same.csv", "--target", "y", "--fail-on", gate)
    assert done.exit_code == code


def test_json_and_page_hold_findings_and_what_was_not_judged(folder, call):
    words = ("leak.csv", "--target", "y", "--json", "--html", "out/page.html")
    done = call(*words)
    assert done.exit_code == 3
    told = json.loads(done.stdout)
    assert [finding["code"] for finding in told["findings"]] == ["MB122", "MB101"]
    assert (told["rows"], told["split"]["kind"], told["fails"]) == (400, "stratified", True)
    assert {"code": "MB119", "reason": "no schema is declared"} in told["not_judged"]
    page = (folder / "out" / "page.html").read_text()
    assert page.count("<section>") == 2
    assert 'alt="leakage suspect: ' in page
    assert "Why it matters" in page
    assert "http://" not in page
    assert "https://" not in page


def test_study_says_target_split_and_schema(folder, call):
    done = call("study/study.yaml", "--json")
    assert done.exit_code == 3, done.stderr
    told = json.loads(done.stdout)
    assert told["split"] == {"kind": "group", "test_fraction": 0.25, "seed": 0, "by": "site"}
    assert [finding["code"] for finding in told["findings"]] == ["MB119"]
    done = call("study/study.yaml", "--json", "--split", "random")
    assert done.exit_code == 2


def test_schema_and_split_of_the_command_line_are_used(folder, call):
    (folder / "loose.yaml").write_text("x: {min: -9, max: 9}\n")
    words = ("--target", "y", "--schema", "loose.yaml", "--split", "time", "--json")
    told = json.loads(call("clean.csv", *words).stdout)
    assert told["split"]["kind"] == "time"
    assert not [each for each in told["not_judged"] if each["code"] == "MB119"]


def test_page_about_a_code_is_printed_without_the_heavy_libraries(folder, call):
    done = call("--explain", "mb124")
    assert done.exit_code == 0
    assert done.stdout.startswith("# MB124: columns that add up to the target\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "needs a source"),
        (("nowhere.csv",), "There is no file 'nowhere.csv'"),
        (("clean.csv", "--target", "z"), "The target must be one of the 3 columns"),
        (("clean.csv", "--fail-on", "critcal"), "Did you mean 'critical'?"),
        (("--explain", "MB999"), "'MB999' is no code of a finding"),
        (("clean.csv", "--schema", "none.yaml"), "none.yaml can't be read"),
        (("clean.csv", "--split", "groups"), "The 'split' must be one of"),
    ],
)
def test_mistake_is_refused_with_a_sentence(folder, call, words, sentence):
    done = call(*words)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert "Next: " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
