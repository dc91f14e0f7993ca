"""Entry points: how rooms and third parties add to mlbench without being imported by it.

A group is a set of named objects that installed packages declare:

============================ ====================================================
``mlbench.codecs``           how a kind of object is kept in the store
``mlbench.datasets``         what makes ``step.dataset()`` from a description
``mlbench.checks``           what looks at a study's data before anything starts
``mlbench.processes``        what runs a module of ours in a new process
``mlbench.judges``           what judges two sets of stored predictions
``mlbench.forms``            what makes ``step.form()`` from a step's handle
``mlbench.sources``          sources of data, by the word before the colon
``mlbench.recipes``          recipes of the catalogue
``mlbench.trusted``          types that a saved model may hold, and why
============================ ====================================================

The wings of the house meet through these groups and never import each other.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.metadata import EntryPoint, distributions
from typing import Any

from mlbench.errors import RefusedInput, did_you_mean

#: What the names of all groups begin with.
_OURS = "mlbench."


def _group(group: str) -> dict[str, EntryPoint]:
    """Return the entry points of a group; of two copies of a package the first one counts."""
    found: dict[str, EntryPoint] = {}
    seen: set[str] = set()
    for folder in sys.path:
        declared = _declared_in(folder, _changed(folder))
        for package, points in declared.items():
            if package not in seen:
                found |= {each.name: each for each in points if each.group == group}
        seen |= declared.keys()
    return found


@lru_cache(maxsize=64)
def _declared_in(folder: str, changed: int) -> dict[str, list[EntryPoint]]:  # noqa: ARG001 - a key
    """Return our entry points by package in a folder, as it was when it changed last.

    To look through all packages takes a hundredth of a second: once, for all groups.
    """
    declared: dict[str, list[EntryPoint]] = {}
    for package in distributions(path=[folder]):
        points = [each for each in package.entry_points if each.group.startswith(_OURS)]
        if points:  # the name of a package takes longer to find out than what it declares
            declared.setdefault(package.name, points)
    return declared


def _changed(folder: str) -> int:
    """Return when something in a folder was added, replaced or removed; 0 without a folder."""
    try:
        return os.stat(folder or os.curdir).st_mtime_ns  # noqa: PTH116 - asked for each import path
    except OSError:
        return 0


def names(group: str) -> list[str]:
    """Return the names of a group, sorted."""
    return sorted(_group(group))


def load(group: str, name: str) -> Any:
    """Return the object that a package declared under a name.

    Raises
    ------
    RefusedInput
        No package declares that name, or what it declares can't be imported.
    """
    point = _group(group).get(name)
    if point is None:
        raise RefusedInput(
            f"'{name}' is not in the group '{group}'. {did_you_mean(name, names(group))}",
            next_step="Correct the name, or install the package that brings it.",
        )
    try:
        return point.load()
    except ImportError as error:
        raise RefusedInput(
            f"'{name}' of the group '{group}' can't be imported from '{point.value}': {error}.",
            next_step="Install what is missing; 'mlbench doctor' shows what is there.",
        ) from error


def load_all(group: str) -> dict[str, Any]:
    """Return all objects of a group by name."""
    return {name: load(group, name) for name in names(group)}
