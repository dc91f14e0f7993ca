"""What ``step.form()`` calls: a form for a person, a table for a run, a message for a mistake."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

from mlbench.errors import MlbenchError
from mlbench.parameters.reader import read_contract
from mlbench.store.handle import Step
from mlbench.widgets.place import find_notebook
from mlbench.widgets.static import Notice, Table, no_parameters

#: The form that each cell shows, so that running the cell again takes the old one away.
_SHOWN: dict[str, Any] = {}


def form(step: Step, notebook: str | Path | None = None) -> Any:
    """Return what a notebook shows of its parameters.

    Parameters
    ----------
    step : Step
        The step's handle.
    notebook : str or Path, optional
        The notebook; found when left out.

    Returns
    -------
    Form, Table or Notice
        A form where a person may fill it in; a table in a headless run, which never waits;
        a message where neither can be, which never raises.
    """
    try:
        if not step.draft:
            return _table(step)
        shell = _shell()
        path = find_notebook(notebook, shell.user_ns if shell else {})
        return _form(path, shell)
    except MlbenchError as error:
        return Notice.of(error)


def _table(step: Step) -> Table | Notice:
    record = step.run.read().step(step.name)
    contract = read_contract(step.run.path / record.notebook, step.name)
    if not contract.parameters:
        return Notice(contract.notes)
    return Table(contract, record.parameters)


def _form(path: Path, shell: Any) -> Any:
    contract = read_contract(path)
    if contract.unchecked:
        return Notice((f"The form can't read the parameters: {contract.unchecked}.",))
    if not contract.parameters:
        return no_parameters()
    variables: MutableMapping[str, Any] = shell.user_ns if shell else {}
    if shell is None or not hasattr(shell, "kernel"):
        known = {p.name: p.default for p in contract.parameters if p.has_plain_default}
        return Table(contract, known | {n: variables[n] for n in contract.names if n in variables})
    from mlbench.widgets.form import Form  # noqa: PLC0415 - brings ipywidgets

    cell = _cell_id(shell)
    if cell in _SHOWN:
        _SHOWN.pop(cell).close()
    made = Form(path, contract, variables, cell)
    _SHOWN[cell] = made
    return made


def _shell() -> Any:
    from IPython import get_ipython  # noqa: PLC0415 - a script needs none of it

    return get_ipython()


def _cell_id(shell: Any) -> str:
    """Return the id of the cell that runs, where the front end tells it."""
    parent = shell.kernel.get_parent()
    return str(parent.get("metadata", {}).get("cellId", "")) if isinstance(parent, dict) else ""
