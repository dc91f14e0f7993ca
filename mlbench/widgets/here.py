"""Where a cell runs: its notebook, and the way from there to a file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from mlbench.errors import MlbenchError, RefusedInput
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import read_contract
from mlbench.widgets.onlooker import interactive_shell
from mlbench.widgets.place import find_notebook


def notebook_here() -> Path | None:
    """Return the file of the notebook that this kernel works for; None where nobody says it."""
    shell = interactive_shell()
    try:
        return find_notebook(None, shell.user_ns if shell is not None else {})
    except RefusedInput:
        return None


def contract_here() -> Contract | None:
    """Return what the notebook of this kernel takes; None when it has no parameters to read."""
    path = notebook_here()
    if path is None:
        return None
    try:
        contract = read_contract(path)
    except MlbenchError:
        return None
    return contract if contract.parameters else None


def link_to(path: Path) -> str:
    """Return the address of a file beside this notebook, as JupyterLab resolves it."""
    notebook = notebook_here()
    start = notebook.parent if notebook else Path.cwd()
    return quote(os.path.relpath(path.resolve(), start.resolve()))
