"""The files of a folder, in a fixed order, without those that no person put there."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

#: What systems leave in folders, besides names that begin with a dot.
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini", "__macosx"}


@dataclass(frozen=True)
class Walk:
    """What was found in a folder.

    Parameters
    ----------
    files : tuple of str
        Paths of the files of the wanted types, relative to the folder, with ``/``, sorted.
    hidden : int
        Hidden files and folders, and what systems leave behind, that were passed over.
    others : mapping of str to int
        Files of other types by suffix.
    links : int
        Links that lead nowhere, or to a folder that was walked already.
    """

    files: tuple[str, ...]
    hidden: int
    others: Counter[str]
    links: int


def walk(folder: Path, suffixes: tuple[str, ...]) -> Walk:
    """Walk a folder and all folders below it; links are followed, each folder entered once.

    Parameters
    ----------
    folder : Path
        Where to begin.
    suffixes : tuple of str
        The endings wanted, in small letters with their dot.
    """
    files: list[str] = []
    others: Counter[str] = Counter()
    hidden = links = 0
    seen = {_identity(folder)}
    for where, folders, names in os.walk(folder, followlinks=True):
        kept = [name for name in sorted(folders) if not _is_hidden(name)]
        new = [name for name in kept if not _was_seen(Path(where, name), seen)]
        hidden += len(folders) - len(kept)
        links += len(kept) - len(new)
        folders[:] = new
        for name in names:
            path = Path(where, name)
            if _is_hidden(name):
                hidden += 1
            elif not path.exists():
                links += 1
            elif path.suffix.lower() in suffixes:
                files.append(path.relative_to(folder).as_posix())
            else:
                others[path.suffix.lower() or "no suffix"] += 1
    return Walk(tuple(sorted(files)), hidden, others, links)


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name.lower() in _LEFT_BY_SYSTEMS


def _identity(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino


def _was_seen(folder: Path, seen: set[tuple[int, int]]) -> bool:
    identity = _identity(folder)
    known = identity in seen
    seen.add(identity)
    return known
