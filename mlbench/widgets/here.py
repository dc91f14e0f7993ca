"""Where a cell runs: its notebook, and the way from there to a file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from mlbench.errors import MlbenchError
from mlbench.parameters.contract import Contract
from mlbench.parameters.reader import read_contract
from mlbench.widgets.onlooker import interactive_shell


def notebook_here() -> Path | None:
    """Return the file of the notebook that this kernel works for; None where nobody says it."""
    shell = interactive_shell()
    of_editor = shell.user_ns.get("__vsc_ipynb_file__") if shell is not None else None
    named = os.environ.get("JPY_SESSION_NAME") or of_editor
    path = Path(str(named)) if named else None
    return path if path and path.suffix == ".ipynb" and path.is_file() else None


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
