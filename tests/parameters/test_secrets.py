from __future__ import annotations

import pytest

from mlbench.errors import TemplateInvalid
from mlbench.parameters.contract import Contract
from mlbench.parameters.describe import json_schema, rows
from mlbench.parameters.reader import contract_of
from mlbench.parameters.text import from_text


def _contract(*lines: str) -> Contract:
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "\n".join(lines)}
    return contract_of({"nbformat": 4, "metadata": {}, "cells": [cell]}, "made", "made.ipynb")


def test_secret_is_declared_by_its_type_or_known_by_its_name() -> None:
    contract = _contract(
        'a: Secret = ""', "b: Optional[mlbench.Secret] = None", "c: list[Secret] = []",
        'token: str = ""', "api_key: str | None = None", "password = None", 'key = "id"',
        "max_token: int = 3", "key_column: str = 'a'", "sort_key = 'a'",
        'kind_of_key: Literal["a"] = "a"', "private_key: Path = Path('x')", "secret: bool = True",
    )  # fmt: skip
    assert [p.name for p in contract.parameters if p.secret] == [
        "a", "b", "c", "token", "api_key", "password", "key",
    ]  # fmt: skip
    assert [p.name for p in contract.parameters if p.declared_secret] == ["a", "b", "c"]
    takes = {row.name: row.takes for row in rows(contract)}
    assert (takes["a"], takes["b"], takes["c"]) == (
        "a secret",
        "a secret, or null",
        "a list of secrets",
    )
    assert takes["token"] == "text, secret by its name"


def test_declared_secret_with_a_default_in_clear_is_refused_without_repeating_it() -> None:
    with pytest.raises(TemplateInvalid) as caught:
        _contract("alpha = 1", 'token: Secret = "hunter22"')
    assert "The secret 'token' in made.ipynb must have an empty default" in str(caught.value)
    assert "line 2" in str(caught.value)
    assert "hunter22" not in str(caught.value)


def test_default_in_clear_of_a_secret_by_name_is_noted_and_never_shown() -> None:
    contract = _contract('password = "hunter22"  # opens it')
    assert "stands in the notebook for all to read" in contract.notes[0]
    shown = f"{rows(contract)} {json_schema(contract)} {contract.notes}"
    assert "hunter22" not in shown
    assert rows(contract)[0].default == "[secret password]"


def test_schema_says_that_a_secret_is_only_written() -> None:
    fields = json_schema(_contract('token: Secret = ""', "seed: int = 0"))["properties"]
    assert fields["token"]["writeOnly"] is True
    assert "writeOnly" not in fields["seed"]


def test_value_of_a_wrong_type_is_refused_without_repeating_it() -> None:
    contract = _contract('token: Secret = ""', "api_keys: list[str] = []")
    [first, second] = contract.mistakes({"token": ["hunter22"], "api_keys": "hunter22"})
    assert first.endswith("must be a secret. Got [secret token].")
    assert second.endswith("must be a list of texts. Got [secret api_keys].")


@pytest.mark.parametrize("text", ["123", "null", "[a", "env:FORGE", "yes", "1e5"])
def test_text_of_a_secret_stays_the_text_it_is(text: str) -> None:
    contract = _contract('token: Secret = ""', "password = None")
    assert from_text(contract["token"], text) == text
    assert from_text(contract["password"], text) == text


def test_default_that_reads_a_secret_names_its_place() -> None:
    contract = _contract(
        'a: Secret = Secret.read("env:FORGE")',
        "b: mlbench.Secret = mlbench.Secret.read('file:x')",
        "c: Secret = os.environ['X']",
    )
    assert [p.place for p in contract.parameters] == ["env:FORGE", "file:x", ""]
