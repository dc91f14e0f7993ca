"""The door of the room: a folder of runs in, one page out, whoever else writes it too."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlbench.errors import RefusedInput, StoreError
from mlbench.store import files

FILE_NAME = "index.html"
_LOCK = ".index.lock"
_WANTED = ".index.wanted"


def write_index(runs: Path) -> Path:
    """Write the page of all runs; only records that changed since the last time are read.

    Parameters
    ----------
    runs : Path
        The folder of all runs. A page is written for an empty one, too.

    Returns
    -------
    Path
        The written file, ``index.html`` in that folder.

    Raises
    ------
    RefusedInput
        There is no such folder.
    StoreError
        The page can't be written.
    """
    if not runs.is_dir():
        raise RefusedInput(
            f"There is no folder {runs} to make an index of.",
            next_step="Run a study first, or name the folder of the runs.",
        )
    try:
        with _lock(runs, wait=True):
            return _write(runs)
    except OSError as error:
        raise StoreError(
            f"The index of {runs} can't be written: {error.strerror or error}.",
            next_step="Make the folder writable.",
            code="NOT_WRITABLE",
        ) from error


def refresh_index(runs: Path) -> None:
    """Bring the page of all runs up to date where there is one; never waits for another.

    A process that finds another one at work leaves a mark and goes; whoever works looks
    for marks when it is done, so the page shows the last state of every run that ended.

    Parameters
    ----------
    runs : Path
        The folder of all runs.

    Raises
    ------
    StoreError, OSError
        The page can't be written.
    """
    if not (runs / FILE_NAME).is_file():
        return
    wanted = runs / _WANTED
    wanted.touch()
    while wanted.exists():
        with _lock(runs, wait=False) as is_mine:
            if not is_mine:
                return
            _write(runs)


def _write(runs: Path) -> Path:
    from mlbench.reports.index.page import render  # noqa: PLC0415 - brings Jinja
    from mlbench.store.listing import read_all  # noqa: PLC0415 - with it

    # what is marked from here on may have been read too early
    (runs / _WANTED).unlink(missing_ok=True)
    path = runs / FILE_NAME
    files.write_bytes(path, render(runs, read_all(runs)))
    return path


@contextmanager
def _lock(runs: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the right to write the page; gives False when another one has it."""
    descriptor = os.open(runs / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    held = False
    try:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            held = True
        yield held
    finally:
        os.close(descriptor)
