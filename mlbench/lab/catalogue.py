"""What the launcher offers: templates, and the data to use them on."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput, shorten
from mlbench.execution.copies import write_copy
from mlbench.execution.plan import plan_study
from mlbench.execution.templates import all_templates

#: Where copies go, below the root of the server.
HOME = "notebooks"
#: Files that are looked at below the root, and choices that are offered.
_LOOKED_AT, _OFFERED = 20_000, 300
_DATA = (".csv", ".tsv", ".csv.gz", ".parquet", ".feather", ".jsonl", ".xlsx")
_STUDIES = (".yaml", ".yml")
_NO_NAME, _NAME_LIMIT = re.compile(r"[^\w .-]+"), 80
_PASSED_OVER = {"node_modules", "__pycache__", "runs"}
_NAMED = ("sklearn:breast_cancer", "sklearn:iris", "sklearn:wine", "sklearn:diabetes")


def catalogue(root: Path) -> dict[str, Any]:
    """Return the templates, and studies and data below a folder.

    Parameters
    ----------
    root : Path
        The root of the server.

    Returns
    -------
    dict
        ``templates`` with name, title and question; ``choices`` with value and kind.
    """
    templates = [
        {"name": each.name, "title": each.title, "question": each.question}
        for each in all_templates()
    ]
    found = sorted(islice(_files(root), _LOOKED_AT), key=lambda pair: (pair[1] != "study", pair[0]))
    choices = [{"value": path, "kind": kind} for path, kind in found[:_OFFERED]]
    named = [{"value": name, "kind": "comes with scikit-learn"} for name in _NAMED]
    return {"templates": templates, "choices": [*choices, *named]}


def _files(root: Path) -> Iterator[tuple[str, str]]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(n for n in folders if n not in _PASSED_OVER and not n.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            kind = "study" if name in ("study.yaml", "study.yml") else "data"
            if kind == "study" or name.lower().endswith(_DATA):
                yield path.relative_to(root).as_posix(), kind


def make_copy(root: Path, template: str, name: str, data: str, target: str) -> str:
    """Write a fresh copy of a template under ``notebooks/`` and return its path.

    Parameters
    ----------
    root : Path
        The root of the server.
    template, name : str
        The template, and what the copy is to be called.
    data : str
        A study file or a data file below the root, a named source, or nothing for the
        template's own.
    target : str
        The column to predict; empty for none, or for the study's own.

    Raises
    ------
    RefusedInput
        The name is taken or no name, the study can't be read, or it has no such step.
    """
    stem = _NO_NAME.sub("-", name.strip().removesuffix(".ipynb")).strip(" .-")[:_NAME_LIMIT]
    if not stem:
        raise RefusedInput(
            f"A notebook must have a name with a letter or a digit. Got {shorten(repr(name), 60)}.",
            next_step="Write a short one.",
        )
    destination = root / HOME / f"{stem}.ipynb"
    values = _values(root, destination.parent, template, data.strip(), target.strip())
    write_copy(template, destination, values, with_form=True)
    return destination.relative_to(root).as_posix()


def _values(root: Path, home: Path, template: str, data: str, target: str) -> dict[str, Any]:
    given = {"target": target} if target else {}
    if not data:
        return given
    if data.endswith(_STUDIES):
        return {**_of_study(_below(root, data), home, template), **given}
    path = _below(root, data)
    source = os.path.relpath(path, home) if path.exists() else data
    return {"source": source, "target": None, **given}


def _below(root: Path, path: str) -> Path:
    found = (root / path).resolve()
    return found if found.is_relative_to(root.resolve()) else root / "nowhere"


def _of_study(path: Path, home: Path, template: str) -> dict[str, Any]:
    plan = plan_study(path, {})
    step = next((step for step in plan.steps if step.template == template), None)
    if step is None:
        raise RefusedInput(
            f"The study '{shorten(plan.name, 60)}' has no step of the template '{template}'.",
            next_step="Choose a data file, or another template.",
        )
    values = dict(step.given)
    source = values.get("source")
    if source and (plan.base / source).exists():
        values["source"] = os.path.relpath(plan.base / source, home)
    return values
