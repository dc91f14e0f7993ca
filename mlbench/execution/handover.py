"""Taking secrets out of a notebook before it is first written, to hand them to the kernel.

papermill writes what it is given into the notebook: as code in a cell of its own, and again
into the metadata. Both are written anew here. The kernel gets the secrets by a request that
belongs to no cell, so they stand in no notebook, no history, no command line and no file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from papermill.translators import papermill_translators

from mlbench.errors import TemplateInvalid, shorten
from mlbench.execution.run_secrets import RunSecrets
from mlbench.execution.secret_values import with_secrets
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import contract_of
from mlbench.parameters.source import language_of
from mlbench.secrets import arrival
from mlbench.secrets.environment import SHORTEST
from mlbench.secrets.redactor import MARK, Redactor, covers_of
from mlbench.secrets.values import secrets_in, shown

_TAG = "injected-parameters"


@dataclass(frozen=True)
class Handover:
    """What a notebook must not show, and its kernel must have.

    Attributes
    ----------
    redactor : Redactor
        Covers what the kernel prints.
    request : str
        The code that gives the kernel its secrets; empty when there are none.
    after : int
        The position of the cell after which that is run; -1 for before the first one.
    sources : dict
        By position, the code that is run for a cell whose own code is covered.
    """

    redactor: Redactor
    request: str = ""
    after: int = -1
    sources: dict[int, str] = field(default_factory=dict)


def take_out(notebook: NotebookNode, kernel: str, run: RunSecrets) -> Handover:
    """Take the secrets out of a notebook into which papermill has put its parameters.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    kernel : str
        The kernel's name.
    run : RunSecrets
        What is secret besides.
    """
    kept = notebook.metadata.setdefault("papermill", {})
    contract = _contract(notebook)
    values = with_secrets(contract, dict(kept.get("parameters") or {}), Path.cwd())
    secrets = secrets_in(values)
    redactor = Redactor({**run.redactor.covers, **covers_of(secrets)})
    # papermill's translators go by the language as it is written
    named = notebook.metadata.get("kernelspec", {}).get("language")
    language = str(named or language_of(notebook))
    request, after = "", -1
    if secrets:
        after = next(i for i, cell in enumerate(notebook.cells) if _TAG in _tags(cell))
        notebook.cells[after].source = _open_part(values, secrets, kernel, language)
        kept["parameters"] = shown(values)
    if language.lower() == "python" and (secrets or run.data):
        declared = [n for n in secrets if n in contract and contract[n].declared_secret]
        request = arrival.request(secrets, declared, run.data)
    elif secrets:
        request = papermill_translators.find_translator(kernel, language).codify(secrets, "")
    return Handover(redactor, request, after, _cover_sources(notebook, redactor))


def _contract(notebook: NotebookNode) -> Contract:
    try:
        return contract_of(notebook, "notebook", "the notebook")
    except TemplateInvalid:
        return Contract("notebook", unchecked="its parameters can't be read")


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _open_part(
    values: Mapping[str, Any], secrets: Mapping[str, Any], kernel: str, language: str
) -> str:
    """Return the code of papermill's cell without the secrets, each named in a comment."""
    translator = papermill_translators.find_translator(kernel, language)
    plain = {name: value for name, value in values.items() if name not in secrets}
    lines = [translator.codify(plain, "Parameters").rstrip("\n")]
    for name, place in shown(secrets).items():
        marked = place == MARK.format(name=name)
        text = "" if marked else f": {shorten(place if isinstance(place, str) else str(place))}"
        lines.append(translator.comment(f"{name} is secret{text}"))
    return "\n".join(lines)


def _cover_sources(notebook: NotebookNode, redactor: Redactor) -> dict[int, str]:
    """Cover secrets that stand in a notebook's own text; return the code that was there."""
    found: dict[int, str] = {}
    enough = redactor.at_least(SHORTEST)  # a short text is part of too many names
    for position, cell in enumerate(notebook.cells):
        covered = enough.text(cell.source)
        if covered != cell.source:
            found[position] = cell.source
            cell.source = covered
    return found
