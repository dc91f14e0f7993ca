from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlbench.errors import RefusedInput
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import contract_of, read_contract
from mlbench.parameters.text import from_text, values_from_text


@pytest.fixture
def contract(zoo: Path) -> Contract:
    return read_contract(zoo / "all_types.ipynb")


def _contract(*lines: str) -> Contract:
    cell = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": "\n".join(lines),
    }
    return contract_of({"nbformat": 4, "metadata": {}, "cells": [cell]}, "made", "made.ipynb")


def test_all_mistakes_are_reported_together_with_the_close_match(contract: Contract) -> None:
    with pytest.raises(RefusedInput) as caught:
        contract.check({"a": "1", "b": 1.5, "c": "z", "hh": "x"})
    text = str(caught.value)
    assert "Template 'all_types' has no parameter 'hh'. Did you mean 'h'?" in text
    assert "The 'a' parameter of template 'all_types' must be an integer. Got '1'." in text
    assert "The 'b' parameter of template 'all_types' must be a number in (0, 1). Got 1.5." in text
    assert "must be one of 'x', 'y'. Got 'z'." in text
    assert "The 'h' parameter of template 'all_types' must be given: text." in text
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", 1.0), ("a", True), ("a", None), ("b", 0), ("b", 1), ("b", float("nan")), ("c", "X"),
        ("d", [1, "2"]), ("d", (1,)), ("e", 1), ("f", 3), ("g", 1), ("g", "yes"), ("h", None),
    ],
)  # fmt: skip
def test_value_of_a_wrong_type_or_out_of_range_is_refused(
    contract: Contract, name: str, value: Any
) -> None:
    [mistake] = contract.mistakes({"h": "x", name: value})
    assert f"'{name}'" in mistake


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("a", -3),
        ("b", 1e-9),
        ("d", []),
        ("e", None),
        ("f", "x/y"),
        ("i", 3),
        ("i", None),
        ("j", {}),
    ],
)
def test_value_within_the_contract_is_taken(contract: Contract, name: str, value: Any) -> None:
    assert contract.check({"h": "x", name: value})[name] == value


def test_error_text_is_bounded_whatever_is_passed(contract: Contract) -> None:
    with pytest.raises(RefusedInput) as caught:
        contract.check({"h": "x", "c": "z" * 10_000_000})
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("name", ["a=1;import os", "a b", "", "1a", "a\nb", "a.b"])
def test_name_with_code_in_it_is_refused(contract: Contract, name: str) -> None:
    assert "Python identifier" in " ".join(contract.mistakes({"h": "x", name: 1}))


def test_parameters_with_names_of_pydantic_s_own_are_ordinary() -> None:
    contract = _contract("json: bool = True", "copy: int = 1", "model_config: str = 'a'", "_x = 1")
    assert contract.check({"json": False, "copy": 2, "_x": 3})["json"] is False


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("a", "7", 7), ("b", "1e-1", 0.1), ("c", "x", "x"), ("d", "[3, 4]", [3, 4]), ("d", "3,4", [3, 4]),
        ("d", "", []), ("e", "null", None), ("e", "12", "12"), ("f", "a/b", "a/b"), ("g", "false", False),
        ("h", "true", "true"), ("i", "2.5", 2.5), ("i", "null", None), ("j", "{a: 1}", {"a": 1}),
    ],
)  # fmt: skip
def test_text_of_a_command_line_becomes_what_the_parameter_takes(
    contract: Contract, name: str, text: str, value: Any
) -> None:
    assert from_text(contract[name], text) == value
    assert contract.mistakes({"h": "x"} | values_from_text(contract, {name: text})) == []


def test_text_that_stands_for_no_such_value_is_refused_as_it_was_typed(contract: Contract) -> None:
    values = values_from_text(contract, {"h": "x", "a": "seven", "g": "no"})
    assert len(contract.mistakes(values)) == 2


@given(st.text(max_size=40))
def test_any_text_passes_through_a_text_parameter_unchanged(text: str) -> None:
    contract = _contract("name: str = ''")
    assert values_from_text(contract, {"name": text}) == {"name": text}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_written_out_is_read_back_to_the_last_bit(number: float) -> None:
    contract = _contract("x: float = 0.0")
    assert values_from_text(contract, {"x": repr(number)}) == {"x": number}
