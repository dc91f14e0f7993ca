"""Names that packages declare, as a type of a parameters cell."""

from __future__ import annotations

import ast

import pytest

from mlbench.parameters import types
from mlbench.parameters.contract import Contract, Parameter
from mlbench.parameters.describe import json_schema
from mlbench.parameters.text import from_text

WRITTEN = 'Annotated[str, Installed("mlbench.recipes", "auto", path=True)]'


def _parameter(written: str, default: object = "auto") -> Parameter:
    return Parameter("recipe", types.parse(ast.parse(written, mode="eval").body), default)


@pytest.mark.parametrize("value", ["auto", "boosting", "sklearn.svm:NuSVR"])
def test_installed_names_further_words_and_paths_are_taken(value: str) -> None:
    contract = Contract("model", (_parameter(WRITTEN),))
    assert contract.mistakes({"recipe": value}) == []
    assert from_text(contract["recipe"], value) == value


@pytest.mark.parametrize("value", ["bosting", "sklearn.svm", ":x", "a b:c", 3, None])
def test_anything_else_is_refused(value: object) -> None:
    [said] = Contract("model", (_parameter(WRITTEN),)).mistakes({"recipe": value})
    assert "must be one of 'auto', 'boosting'" in said or "'boosting'" in said


def test_without_path_only_names_are_taken() -> None:
    contract = Contract("model", (_parameter('Annotated[str, Installed("mlbench.recipes")]'),))
    assert contract.mistakes({"recipe": "linear"}) == []
    assert contract.mistakes({"recipe": "auto"}) != []
    assert contract.mistakes({"recipe": "sklearn.svm:NuSVR"}) != []


def test_words_and_schema_tell_the_names_and_the_path() -> None:
    parameter = _parameter(WRITTEN)
    assert parameter.takes.startswith("one of 'auto', 'boosting'")
    assert parameter.takes.endswith("or the path of a class as package.module:Class")
    field = json_schema(Contract("model", (parameter,)))["properties"]["recipe"]
    assert "boosting" in str(field)
    assert "pattern" in str(field)


def test_values_by_name_are_a_type() -> None:
    contract = Contract("model", (_parameter("dict", {}),))
    assert from_text(contract["recipe"], "{learning_rate: 0.05}") == {"learning_rate": 0.05}
    assert contract.mistakes({"recipe": {"a": 1}}) == []
    assert contract.mistakes({"recipe": [1]}) == [
        "The 'recipe' parameter of template 'model' must be values by name. Got [1]."
    ]
