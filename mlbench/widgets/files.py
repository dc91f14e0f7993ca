"""The files that a field for a path offers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_LOOKED_AT, _OFFERED, _DEPTH = 2000, 300, 4
_PASSED_OVER = {"node_modules", "__pycache__", "runs"}


def files_below(folder: Path) -> list[str]:
    """Return files below a folder by their relative paths, the near ones first."""
    found = sorted(islice(_files(folder), _LOOKED_AT), key=lambda path: (path.count("/"), path))
    return found[:_OFFERED]


def _files(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(
            name
            for name in folders
            if depth < _DEPTH and name not in _PASSED_OVER and not name.startswith(".")
        )
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(place, name).relative_to(folder).as_posix()
