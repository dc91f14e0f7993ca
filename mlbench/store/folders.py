"""Putting a whole folder in place of another, so that no reader ever sees half of one.

Two folders of one file system are exchanged in a single call where the system has one
(Linux: ``renameat2``, macOS: ``renamex_np``). Elsewhere the old one steps aside first,
and comes back when the new one can't take its place.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from mlbench.store import files

_AT_FDCWD = -100
_EXCHANGE = 2


def put_in_place(new: Path, place: Path) -> None:
    """Move a folder to a place, and remove the folder that was there.

    Parameters
    ----------
    new : Path
        A finished folder on the same file system as `place`.
    place : Path
        Where it belongs; the folders above it are made when they are missing.

    Raises
    ------
    StoreError
        The place can't be written; the old folder is still there.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            new.rename(place)
        elif _exchange(new, place):
            shutil.rmtree(new)
        else:
            _step_aside(new, place)
        files.sync_folder(place.parent)
    except OSError as error:
        raise files.store_error(place, error) from error


def _step_aside(new: Path, place: Path) -> None:
    old = place.with_name(f".{place.name}.{secrets.token_hex(4)}.partial")
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise
    shutil.rmtree(old)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders; False where the system or the file system can't."""
    swap = _swapper()
    return swap is not None and swap(os.fsencode(one), os.fsencode(other)) == 0


def _swapper() -> Callable[[bytes, bytes], int] | None:
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return lambda a, b: int(library.renameat2(_AT_FDCWD, a, _AT_FDCWD, b, _EXCHANGE))
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return lambda a, b: int(library.renamex_np(a, b, _EXCHANGE))
    return None
