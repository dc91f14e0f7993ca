"""MB119: value that the schema rules out."""

from __future__ import annotations

import subprocess
import sys

import pytest

RULES = """
age: {min: 0, max: 120, missing: false}
colour: {choices: [red, green, blue]}
code: {pattern: "[A-Z][0-9]+", unique: true}
born: {max: 2026-01-01}
"""
PANDERA = """
schema_type: dataframe
columns:
  age:
    dtype: int64
    in_range: {min_value: 0, max_value: 120}
  gone: {}
"""
GOOD = {
    "age": [n % 90 for n in range(400)],
    "code": [f"A{n}" for n in range(400)],
    "born": ["1990-01-01", "2001-05-05"] * 200,
}


@pytest.fixture
def schema(written):
    written(RULES, "schema.yaml")
    return "schema.yaml"


def test_rows_that_keep_the_rules_are_no_finding(found, schema):
    assert not found("MB119", GOOD, schema=schema)


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("age", 180, "1 of 400 values break the rule less_than_or_equal_to(120), as '180'"),
        ("age", -4, "greater_than_or_equal_to(0), as '-4'"),
        ("age", None, "not_nullable"),
        ("code", "b7", "break the rule str_matches"),
        ("code", "A9x", "break the rule str_matches"),
        (
            "code",
            "A3",
            "2 of 400 values break the rule field_uniqueness, as 'A3', the first in row 4",
        ),
        ("born", "2031-01-01", "break the rule less_than_or_equal_to"),
    ],
)
def test_value_that_breaks_a_rule_is_found_with_its_row(found, schema, column, value, words):
    [finding] = found(
        "MB119", {**GOOD, column: [*GOOD[column][:7], value, *GOOD[column][8:]]}, schema=schema
    )
    assert finding.severity == "critical"
    assert finding.subject == f"'{column}'"
    assert words in finding.evidence
    assert "set by schema.yaml" in finding.evidence


def test_other_choice_is_found(found, schema, clean):
    colour = clean["colour"].where(clean.index != 9, "pink")
    [finding] = found("MB119", {**GOOD, "colour": colour}, schema=schema)
    assert "as 'pink', the first in row 10" in finding.evidence


def test_column_that_rows_are_split_by_is_held_against_its_rules(found, schema):
    ages = [180, *GOOD["age"][1:]]
    [finding] = found("MB119", {**GOOD, "age": ages}, schema=schema, split="group", split_by="age")
    assert finding.subject == "'age'"


def test_schema_of_pandera_is_understood(found, written):
    written(PANDERA, "p.yaml")
    age, gone = found("MB119", {"age": [200, *GOOD["age"][1:]]}, schema="p.yaml")
    assert "in_range(0, 120), as '200', the first in row 1" in age.evidence
    assert gone.subject == "'gone'"
    assert "is not there" in gone.evidence


def test_without_a_schema_it_is_not_judged(not_judged):
    assert not_judged("MB119") == "no schema is declared"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- age", "must map columns to rules"),
        ("", "must map columns to rules"),
        ("age: 3", "must be a mapping such as {min: 0}"),
        ("age: {minimum: 0}", "Did you mean 'min'?"),
        ("age: {min: old}", "The rule 'min' of 'age'"),
        ("code: {pattern: '['}", "The rule 'pattern' of 'code'"),
        ("sex: {choices: []}", "The rule 'choices' of 'sex'"),
        ("age: {min: 0", "line 1"),
        ("schema_type: dataframe\ncolumns: {age: {dtype: float99}}", "float99"),
    ],
)
def test_file_that_is_no_schema_is_refused(check, refused, written, text, words):
    written(text, "schema.yaml")
    with refused("DATA_SCHEMA", words):
        check(schema="schema.yaml")


def test_schema_that_is_not_there_is_refused(check, refused):
    with refused("DATA_SCHEMA", "nowhere.yaml"):
        check(schema="nowhere.yaml")


ALONE = """
import datetime, os, sys
from pathlib import Path
import pandas, pyarrow
from mlbench.data.schema import read_schema
before = dict(os.environ)
schema = read_schema("schema.yaml", Path(sys.argv[1]))
assert schema.violations(pandas.DataFrame({"age": [130]}))
assert dict(os.environ) == before
zone = datetime.timezone(datetime.timedelta(hours=2))
times = pyarrow.array([datetime.datetime(2026, 1, 2, 3, tzinfo=zone)])
assert times.cast(pyarrow.timestamp("us"))[0].as_py() == datetime.datetime(2026, 1, 2, 1)
"""


@pytest.mark.parametrize("rules", ["age: {max: 120}", PANDERA])
def test_a_schema_leaves_the_environment_and_the_offsets_of_times_alone(tmp_path, rules):
    (tmp_path / "schema.yaml").write_text(rules)
    subprocess.run([sys.executable, "-c", ALONE, str(tmp_path)], check=True)
