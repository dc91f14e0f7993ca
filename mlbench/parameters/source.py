"""Opening a notebook file to look at it, without the schema library's second of imports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mlbench.errors import TemplateInvalid, shorten

TAG = "parameters"


def read_notebook(path: Path) -> dict[str, Any]:
    """Return a notebook's JSON, having checked what every reader relies on.

    Parameters
    ----------
    path : Path
        An ``.ipynb`` file of nbformat 4.

    Raises
    ------
    TemplateInvalid
        The file is missing, empty, not JSON, or not a notebook of format 4.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TemplateInvalid(
            f"The notebook {path} can't be read: {error.strerror}.",
            next_step="Check the path; 'mlbench templates' lists the templates.",
        ) from error
    try:
        notebook = json.loads(content)
    except ValueError as error:
        detail = "it is empty" if not content.strip() else f"it is not JSON ({error})"
        raise _invalid(path, detail) from None
    problem = _problem(notebook)
    if problem:
        raise _invalid(path, problem)
    return dict(notebook)


def _invalid(path: Path, detail: str) -> TemplateInvalid:
    return TemplateInvalid(
        f"{path} is not a notebook that can be run: {shorten(detail, 200)}.",
        next_step="Open it in JupyterLab and save it again, or restore it from version control.",
    )


def _problem(notebook: object) -> str:
    if not isinstance(notebook, dict):
        return f"its JSON must be an object, got a {type(notebook).__name__}"
    if notebook.get("nbformat") != 4:  # noqa: PLR2004 - the only format Jupyter writes since 2014
        return f"its nbformat must be 4, got {notebook.get('nbformat')!r}"
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        return "it has no list of cells"
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict) or "cell_type" not in cell or "source" not in cell:
            return f"cell {number} has no cell_type or no source"
        if not isinstance(cell.get("metadata"), dict):
            return f"cell {number} has no metadata"
    if not isinstance(notebook.get("metadata"), dict):
        return "it has no metadata"
    return ""


def text_of(cell: dict[str, Any]) -> str:
    """Return a cell's source as one text."""
    source = cell["source"]
    return "".join(source) if isinstance(source, list) else str(source)


def tagged_cells(notebook: dict[str, Any]) -> list[int]:
    """Return the positions of the code cells tagged ``parameters``."""
    return [
        position
        for position, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code" and TAG in cell["metadata"].get("tags", [])
    ]


def language_of(notebook: dict[str, Any]) -> str:
    """Return the language of the notebook's kernel in small letters; python if unsaid."""
    metadata = notebook["metadata"]
    named = metadata.get("kernelspec", {}).get("language")
    return str(named or metadata.get("language_info", {}).get("name") or "python").lower()
