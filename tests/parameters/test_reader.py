from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.errors import TemplateInvalid
from mlbench.parameters.describe import json_schema, rows
from mlbench.parameters.reader import read_contract


def test_every_type_of_the_contract_is_read_without_running_the_cell(zoo: Path) -> None:
    contract = read_contract(zoo / "all_types.ipynb")
    takes = {row.name: row.takes for row in rows(contract)}
    assert takes == {
        "a": "an integer",
        "b": "a number in (0, 1)",
        "c": "one of 'x', 'y'",
        "d": "a list of integers",
        "e": "text, or null",
        "f": "a path",
        "g": "true or false",
        "h": "text",
        "i": "a number, or null",
        "j": "any value (inferred)",
    }
    assert contract["b"].help == "a share"
    assert contract["h"].required
    assert rows(contract)[-1].default == "max(1, 2)"


def test_untyped_cell_of_a_foreign_notebook_gives_types_of_the_defaults(zoo: Path) -> None:
    contract = read_contract(zoo / "untyped.ipynb")
    assert {p.name: p.takes for p in contract.parameters} == {
        "alpha": "a number",
        "name": "text",
        "flags": "a list",
        "nothing": "any value",
        "made": "any value",
    }


def test_second_parameters_cell_is_told_and_the_values_it_overrides_are_refused(zoo: Path) -> None:
    contract = read_contract(zoo / "two_parameter_cells.ipynb")
    assert "2 cells tagged 'parameters'" in contract.notes[0]
    assert contract.names == ["alpha", "beta", "gamma"]
    assert "would be lost" in contract.mistakes({"alpha": 5})[0]
    assert contract.mistakes({"beta": 5}) == []


def test_notebook_without_parameters_takes_none_and_says_so(zoo: Path) -> None:
    contract = read_contract(zoo / "no_parameters.ipynb")
    assert contract.parameters == ()
    assert "no cell tagged 'parameters'" in contract.notes[0]
    assert "no cell tagged 'parameters'" in contract.mistakes({"alpha": 1})[0]


def test_cell_that_is_not_python_is_refused_with_its_line(zoo: Path) -> None:
    with pytest.raises(TemplateInvalid, match=r"cell 2 of .*line 1.*'alpha: float ='"):
        read_contract(zoo / "broken_parameters.ipynb")


def test_default_that_breaks_its_own_declaration_is_noted(zoo: Path) -> None:
    contract = read_contract(zoo / "wrong_default.ipynb")
    assert "must be a number in (0, 1), and is 1.5" in contract.notes[0]


def test_kernel_of_another_language_is_left_unchecked_but_names_are_not(zoo: Path) -> None:
    contract = read_contract(zoo / "other_language.ipynb")
    assert "language is r" in contract.unchecked
    assert contract.mistakes({"x": 2}) == []
    assert "Python identifier" in contract.mistakes({"x=1;q()": 2})[0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("not_json", "it is not JSON"),
        ("truncated", "it is not JSON"),
        ("empty", "it is empty"),
        ("binary", "it is not JSON"),
        ("a_list", "its JSON must be an object, got a list"),
        ("format_99", "its nbformat must be 4, got 99"),
        ("cell_without_metadata", "cell 2 has no metadata"),
        ("no_such_file", "No such file or directory"),
    ],
)
def test_file_that_is_no_notebook_is_refused_with_file_and_reason(
    zoo: Path, name: str, reason: str
) -> None:
    with pytest.raises(TemplateInvalid) as caught:
        read_contract(zoo / f"{name}.ipynb")
    assert caught.value.code == "TEMPLATE_INVALID"
    assert f"{name}.ipynb" in str(caught.value)
    assert reason in str(caught.value)


def test_json_schema_states_ranges_choices_defaults_and_what_is_required(zoo: Path) -> None:
    schema = json_schema(read_contract(zoo / "all_types.ipynb"))
    fields = schema["properties"]
    assert fields["b"] == {
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
        "default": 0.5,
        "description": "a share",
    }
    assert fields["c"]["enum"] == ["x", "y"]
    assert fields["f"]["default"] == "data"
    assert "default" not in fields["j"]
    assert schema["required"] == ["h"]
    assert schema["additionalProperties"] is False
