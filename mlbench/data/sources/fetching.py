"""Bringing a named data set to this machine, with its checksum."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch

from mlbench.data.cache import cache_folder
from mlbench.data.sources.named import NAMED, HeldOut, NamedTable
from mlbench.errors import DataError, did_you_mean, shorten
from mlbench.settings import settings


def local_file(entry: NamedTable | HeldOut) -> Path | None:
    """Return the file of a named data set on this machine; None where it is not here."""
    folder = settings().data
    places = [*([folder] if folder else []), cache_folder("fetched")]
    return next((place / entry.path for place in places if (place / entry.path).is_file()), None)


def fetch_all(name: str, progress: Any = None) -> list[Path]:
    """Return all files of a named data set: its own, and the one to test on where it has one.

    Parameters and errors are those of :func:`fetch_named`.
    """
    test = entry_of(name).test
    first = fetch_named(name, progress)
    return [first, *([fetch_test(name, test, progress)] if test else [])]


def fetch_named(name: str, progress: Any = None) -> Path:
    """Return the file of a named data set, fetched where it is not on this machine.

    Parameters
    ----------
    name : str
        The data set's name.
    progress : object, optional
        What shows how far it is, as pooch takes it.

    Raises
    ------
    DataError
        There is no such name, no address is known for it, or what comes from there is
        something else.
    """
    entry = entry_of(name)
    return local_file(entry) or _fetched(name, entry, progress)


def entry_of(name: str) -> NamedTable:
    """Return what is known of a named data set.

    Raises
    ------
    DataError
        There is no such name.
    """
    if name not in NAMED:
        raise DataError(
            f"No data set '{shorten(name)}' is known. {did_you_mean(name, list(NAMED))}",
            next_step="See 'mlbench data list'.",
            code="DATA_NOT_FOUND",
        )
    return NAMED[name]


def fetch_test(name: str, entry: HeldOut, progress: Any = None) -> Path:
    """Return the file to test on of a named data set, fetched where it is not here.

    Parameters
    ----------
    name : str
        The data set's name.
    entry : HeldOut
        The file.
    progress : object, optional
        As :func:`fetch_named` takes it.

    Raises
    ------
    DataError
        No address is known for it, or what comes from there is something else.
    """
    return local_file(entry) or _fetched(name, entry, progress)


def _fetched(name: str, entry: NamedTable | HeldOut, progress: Any) -> Path:
    if not entry.address:
        folder = settings().data
        missing = f"{folder / entry.path} is not there" if folder else "no such folder is set"
        raise DataError(
            f"The data set '{name}' must lie in the data folder, but {missing}; "
            "no address is known that it can be fetched from.",
            next_step=f"Set MLBENCH_DATA to the folder that holds {entry.path}.",
            code="DATA_NOT_FOUND",
        )
    place = cache_folder("fetched") / entry.path
    loader = pooch.HTTPDownloader(progressbar=progress or False, timeout=30)
    pooch.get_logger().setLevel("ERROR")
    try:
        pooch.retrieve(entry.address, entry.sha256, place.name, place.parent, downloader=loader)
    except Exception as error:  # noqa: BLE001 - pooch lets through what the network raises
        raise _refusal(name, entry, error) from None
    return place


def _refusal(name: str, entry: NamedTable | HeldOut, error: Exception) -> DataError:
    if isinstance(error, ValueError) and "hash" in str(error):
        got = "It has changed there"
    else:
        got = f"It can't be fetched: {shorten(str(error), 150)}"
    return DataError(
        f"The data set '{name}' must lie in the data folder, or be at {entry.address} with the "
        f"SHA-256 {entry.sha256[:12]}... {got}.",
        next_step=f"Set MLBENCH_DATA to the folder that holds {entry.path}.",
        code="DATA_NOT_FOUND",
    )


class Progress:
    """How far a file is, as pooch tells it.

    Parameters
    ----------
    tell : callable
        Called with the thousands of bytes that are here, and those of the whole file.
    """

    def __init__(self, tell: Callable[[int, int], object]) -> None:
        self.total = self._done = 0
        self._tell = tell

    def update(self, size: int) -> None:
        """Take so many bytes more."""
        self._done += size
        self._tell(self._done // 1000, self.total // 1000)

    def reset(self) -> None:
        """Begin again; pooch does so before it fills up the rest."""
        self._done = 0

    def close(self) -> None:
        """End."""
