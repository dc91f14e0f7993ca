"""Copies of templates that a person may edit: with values filled in, or for one study."""

from __future__ import annotations

import ast
import copy
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput
from mlbench.execution.templates import find_template
from mlbench.parameters.reader import contract_of
from mlbench.parameters.source import read_notebook, tagged_cells, text_of
from mlbench.store import files

#: The kernel of a copy for a person.
WARM = {"name": "mlbench", "display_name": "mlbench (Python, warm)", "language": "python"}
#: The cell that a copy for a person has beyond the template's own.
_FORM = "import mlbench\n\nmlbench.step().form()"
_FORM_PROSE = (
    "The form below shows what this notebook takes. *Apply* sets the values in the kernel; "
    "*Run headless* runs the notebook from top to bottom with them, as a run of its own."
)


def write_copy(
    template: str, destination: Path, values: Mapping[str, Any], *, with_form: bool = False
) -> Path:
    """Write a copy of a template, with some defaults replaced.

    Parameters
    ----------
    template : str
        Its name.
    destination : Path
        The new notebook; it must not exist.
    values : mapping
        What the parameters cell is to say instead of the template's defaults.
    with_form : bool
        Whether the copy shows its parameters as a form.

    Raises
    ------
    RefusedInput
        The destination exists, or a value breaks the contract; nothing is written.
    """
    path = find_template(template)
    notebook = copy.deepcopy(read_notebook(path))
    contract_of(notebook, template, str(path)).check(values)
    if destination.exists():
        raise RefusedInput(
            f"The notebook {destination} already exists; nothing of it was touched.",
            next_step="Choose another name.",
            code="NOTEBOOK_EXISTS",
        )
    position = tagged_cells(notebook)[0]
    cell = notebook["cells"][position]
    cell["source"] = with_defaults(text_of(cell), values)
    if with_form:
        notebook["metadata"]["kernelspec"] = WARM
        notebook["cells"][position + 1 : position + 1] = _form_cells()
    files.write_text(destination, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    return destination


def with_defaults(code: str, values: Mapping[str, Any]) -> str:
    """Return the code of a parameters cell with other defaults; comments stay.

    >>> print(with_defaults("rows: int = 10  # how many", {"rows": 20}))
    rows: int = 20  # how many
    """
    lines = code.splitlines(keepends=True)
    found = [
        (node.value, values[name.id])
        for node in ast.parse(code).body
        if isinstance(node, (ast.AnnAssign, ast.Assign)) and node.value is not None
        for name in [node.target if isinstance(node, ast.AnnAssign) else node.targets[0]]
        if isinstance(name, ast.Name) and name.id in values
    ]
    # from the last to the first, so that places before stay where they are
    for node, value in sorted(found, key=lambda pair: -pair[0].lineno):
        first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
        before = lines[first].encode()[: node.col_offset].decode()
        after = lines[last].encode()[node.end_col_offset :].decode()
        lines[first : last + 1] = [f"{before}{_literal(value)}{after}"]
    return "".join(lines)


def _literal(value: Any) -> str:
    if isinstance(value, Path):
        return f"Path({json.dumps(str(value), ensure_ascii=False)})"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return repr(value)


def _form_cells() -> list[dict[str, Any]]:
    prose: dict[str, Any] = {"cell_type": "markdown", "source": _FORM_PROSE}
    code: dict[str, Any] = {
        "cell_type": "code",
        "source": _FORM,
        "execution_count": None,
        "outputs": [],
    }
    return [{"id": uuid.uuid4().hex[:8], "metadata": {}, **cell} for cell in (prose, code)]
