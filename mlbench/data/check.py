"""Looking at a study's data before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.data.dataset import Dataset
from mlbench.data.load import assemble
from mlbench.data.loading import read_and_split
from mlbench.data.request import Request
from mlbench.errors import shorten
from mlbench.vocabulary import DataKind, Json

#: So many classes are named among the facts.
CLASSES = 50


def check(asked: Mapping[str, Any], base: Path) -> dict[str, Json]:
    """Read data as a study asks for it, and return facts about it.

    Parameters
    ----------
    asked : mapping
        The keywords of :func:`mlbench.load`.
    base : Path
        The folder that a relative source is looked for in first: the study's.

    Returns
    -------
    dict
        Facts that JSON can hold: ``source``, ``name``, ``rows``, ``set_aside``
        (rows on neither side of the split), ``columns``, ``features`` (a number),
        ``target``, ``task``, ``classes`` (at most 50), ``fingerprint``, ``notes``; and
        under ``asked`` the keywords that give the same dataset from any folder, with task
        and split as they were found.

    Raises
    ------
    DataError
        The data can't be used as it stands.

    Examples
    --------
    >>> facts = check({"source": "sklearn:iris", "target": "target"}, Path())
    >>> facts["rows"], facts["task"], facts["asked"]["split"]
    (150, 'multiclass', 'stratified')
    """
    request = Request.of(asked)
    loaded = read_and_split(request, base)
    dataset = assemble(request, loaded)
    return {
        "source": dataset.source,
        "name": dataset.name,
        "rows": dataset.rows,
        **({"all_rows": dataset.all_rows} if dataset.all_rows > dataset.rows else {}),
        "set_aside": dataset.rows - len(dataset.train_rows) - len(dataset.test_rows),
        "columns": len(dataset.frame.columns),
        "features": len(dataset.features),
        "names": [shorten(name, 60) for name in dataset.frame.columns[:CLASSES]],
        "target": dataset.target,
        "task": str(dataset.task) if dataset.task else None,
        "classes": _classes(dataset),
        "fingerprint": dataset.fingerprint,
        "notes": list(dataset.notes),
        "asked": _asked(request, loaded.found, dataset),
    }


def _classes(dataset: Dataset) -> Json:
    if dataset.classes is None:
        return None
    plain = (bool, int, float)
    return [c if isinstance(c, plain) else shorten(str(c), 60) for c in dataset.classes[:CLASSES]]


def _asked(request: Request, found: str, dataset: Dataset) -> dict[str, Json]:
    read = request.read.facts()
    resolved: dict[str, Json] = {
        "source": found,
        "target": dataset.target,
        "task": str(dataset.task) if dataset.task else "auto",
        "split": dataset.split.kind,
        "test_fraction": dataset.split.test_fraction,
        "split_seed": dataset.split.seed,
    }
    optional: dict[str, Json] = {
        # named, it would be looked for in data that is read without the parts it brings
        "split_by": None if request.wants_parts else dataset.split.by,
        "split_gap": dataset.split.gap,
        "split_keep": request.split_keep,
        "schema": str(dataset.schema.path) if dataset.schema else None,
        "weight": request.weight,
        "read": read,
    }
    if request.kind != "auto" or dataset.kind is not DataKind.TABULAR:
        optional["kind"] = str(dataset.kind)
        optional["roles"] = [f"{role}={column}" for role, column in request.roles.items()]
    return {**resolved, **{name: value for name, value in optional.items() if value}}
