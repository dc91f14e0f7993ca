"""Telling people and programs what a notebook takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlbench.errors import shorten
from mlbench.parameters.contract import Contract, Parameter


@dataclass(frozen=True)
class Row:
    """One line of the table of parameters."""

    name: str
    takes: str
    default: str
    help: str


def rows(contract: Contract) -> list[Row]:
    """Return the table of parameters, one row each."""
    return [
        Row(
            p.name,
            _takes(p),
            "required" if p.required else shorten(p.written(p.default), 60),
            p.help,
        )
        for p in contract.parameters
    ]


def _takes(parameter: Parameter) -> str:
    by_name = parameter.secret and not parameter.declared_secret
    words = f"{parameter.takes}, secret by its name" if by_name else parameter.takes
    return words if parameter.declared else f"{words} (inferred)"


def json_schema(contract: Contract) -> dict[str, Any]:
    """Return the contract as JSON Schema (draft 2020-12).

    Defaults that are expressions are left out: only the kernel knows them. A secret is
    marked ``writeOnly``, and has no default.
    """
    schema = contract.model.model_json_schema(by_alias=True)
    for parameter in contract.parameters:
        field = schema["properties"][parameter.name]
        field.pop("title", None)
        if parameter.secret:
            field["writeOnly"] = True
        if not parameter.has_plain_default or (parameter.secret and parameter.default):
            field.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
