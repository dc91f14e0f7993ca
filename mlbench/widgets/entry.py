"""What ``step.form()`` calls: a form for a person, a table for a run, a message for a mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mlbench.errors import MlbenchError
from mlbench.parameters.reader import read_contract
from mlbench.store.handle import Step
from mlbench.widgets.onlooker import interactive_shell, is_watched
from mlbench.widgets.place import find_notebook
from mlbench.widgets.static import Notice, Table, no_parameters


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
        A form where a person may fill it in; a table where nobody looks, which never waits;
        a message where neither can be, which never raises.
    """
    try:
        if not step.draft:
            return _table(step)
        shell = interactive_shell()
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
    if not is_watched():
        variables = shell.user_ns if shell else {}
        known = {p.name: p.default for p in contract.parameters if p.has_plain_default}
        return Table(contract, known | {n: variables[n] for n in contract.names if n in variables})
    from mlbench.widgets import open_forms  # noqa: PLC0415 - brings ipywidgets

    return open_forms.show(path, contract, shell.user_ns, _cell_id(shell))


def _cell_id(shell: Any) -> str:
    """Return the id of the cell that runs, where the front end tells it."""
    parent = shell.kernel.get_parent()
    return str(parent.get("metadata", {}).get("cellId", "")) if isinstance(parent, dict) else ""
