"""Model files that are the same bytes for the same model.

skops names what it keeps by addresses in memory, and a zip file holds the time of each
entry, so no two files are alike. Here the names are numbers in the order of appearance and
all times are the first that a zip file knows: a hash tells whether a model has changed.
"""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

SCHEMA = "schema.json"
#: How hard is pressed, from 1; zlib's usual 6 makes forests a sixth smaller in thrice the time.
LEVEL = 1
_FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_canonical(content: bytes, path: Path) -> None:
    """Write a skops file in its canonical form, compressed.

    Parameters
    ----------
    content : bytes
        The file as skops made it.
    path : Path
        Where it goes.
    """
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        state = json.loads(source.read(SCHEMA))
        numbers: dict[str, int] = {}
        files: dict[str, str] = {}
        _renumber(state, numbers, files)
        for old, new in files.items():
            _add(target, new, source.read(old))
        # indented, it would take ten times as long to write, and nobody reads it
        _add(target, SCHEMA, json.dumps(state))


def _add(target: zipfile.ZipFile, name: str, content: bytes | str) -> None:
    entry = zipfile.ZipInfo(name, _FIRST_MOMENT)
    entry.external_attr = 0o600 << 16
    target.writestr(entry, content, zipfile.ZIP_DEFLATED, LEVEL)


def _renumber(state: Any, numbers: dict[str, int], files: dict[str, str]) -> None:
    """Replace addresses and file names in place, the same by the same."""
    if isinstance(state, list):
        for inner in state:
            _renumber(inner, numbers, files)
    if not isinstance(state, dict):
        return
    # what a person's own mapping holds under these names is a state of its own, no text
    if isinstance(state.get("__id__"), int):
        state["__id__"] = numbers.setdefault(str(state["__id__"]), len(numbers))
    if isinstance(state.get("file"), str) and "__loader__" in state:
        stem, dot, ending = state["file"].partition(".")
        number = numbers.setdefault(stem, len(numbers))
        files[state["file"]] = state["file"] = f"{number}{dot}{ending}"
    for inner in state.values():
        _renumber(inner, numbers, files)
