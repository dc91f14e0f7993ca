"""Telling people and programs what a notebook takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mlbench.errors import shorten
from mlbench.parameters.contract import Contract


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
            p.takes if p.declared else f"{p.takes} (inferred)",
            "required" if p.required else shorten(repr(p.default), 60),
            p.help,
        )
        for p in contract.parameters
    ]


def json_schema(contract: Contract) -> dict[str, Any]:
    """Return the contract as JSON Schema (draft 2020-12).

    Defaults that are expressions are left out: only the kernel knows them.
    """
    schema = contract.model.model_json_schema(by_alias=True)
    for parameter in contract.parameters:
        field = schema["properties"][parameter.name]
        field.pop("title", None)
        if not parameter.has_plain_default:
            field.pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
