"""What a person should know before filling in a form."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.errors import listing, shorten
from mlbench.parameters.contract import Contract
from mlbench.parameters.source import read_notebook, tagged_cells, text_of
from mlbench.widgets.values import mistakes_of


def notes(notebook: Path, contract: Contract, variables: Mapping[str, Any]) -> list[str]:
    """Return what is unusual about cell, file and variables, as sentences."""
    found = list(contract.notes)
    history = [str(code).strip() for code in variables.get("In", [])]
    opened = read_notebook(notebook)
    written = [text_of(opened["cells"][place]).strip() for place in tagged_cells(opened)]
    run = _last_run(history, set(contract.names))
    if run and run not in written:
        found.append(
            "The parameters cell that was run is not the one in the file. Save the notebook and "
            "run this cell again; until then the form shows what the file says."
        )
    missing = [name for name in contract.names if name not in variables]
    if missing:
        found.append(
            f"{listing(missing, 4)} {'has' if len(missing) == 1 else 'have'} no variable yet: run "
            f"the parameters cell, or press Apply."
        )
    for parameter in contract.parameters:
        value = variables.get(parameter.name)
        wrong = parameter.name in variables and mistakes_of(contract, parameter, value)
        if wrong and not parameter.secret and parameter.name not in contract.shadowed:
            found.append(
                f"The variable '{parameter.name}' is {shorten(repr(value), 60)}, which the "
                f"contract refuses; the form shows the default."
            )
    return found


def _last_run(history: list[str], names: set[str]) -> str:
    """Return the code that was run last and declares parameters with these names."""
    for code in reversed(history):
        declared = _declared(code)
        if declared and len(declared & names) * 2 >= len(names):
            return code
    return ""


def _declared(code: str) -> set[str]:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return set()
    found = {
        node.target.id
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    plain = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    only = all(isinstance(node, (ast.AnnAssign, ast.Assign)) for node in tree.body)
    return found | (plain if only else set())
