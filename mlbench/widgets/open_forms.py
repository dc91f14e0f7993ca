"""The forms that this kernel shows, by the cells that show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from mlbench.parameters.contract import Contract
from mlbench.widgets.form import Form

_OPEN: dict[str, Form] = {}


def show(
    notebook: Path, contract: Contract, variables: MutableMapping[str, Any], cell: str
) -> Form:
    """Make the form of a cell; the one that the cell showed before goes away."""
    if cell in _OPEN:
        _OPEN.pop(cell).close()
    _OPEN[cell] = Form(notebook, contract, variables, cell)
    return _OPEN[cell]


def follow(values: Mapping[str, Any], changed: Collection[str]) -> bool:
    """Have all forms show variables that were set elsewhere.

    Parameters
    ----------
    values : mapping
        What variables hold now, by their names.
    changed : collection of str
        Those that held something else before.

    Returns
    -------
    bool
        Whether there is a form that shows any of them.
    """
    shown = [form.follow(values, changed) for form in _OPEN.values()]
    return any(shown)
