"""The place that a bundle goes to: checked first, and filled as a whole."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mlbench.errors import RefusedInput, StoreError
from mlbench.export.manifest import NAME


def check_place(place: Path) -> None:
    """Refuse a place that no bundle can go to.

    Raises
    ------
    RefusedInput
        It holds other files, or is a file.
    """
    if place.is_dir() and any(place.iterdir()) and not (place / NAME).is_file():
        raise RefusedInput(
            f"The folder of a bundle must be new, empty, or a bundle. {place} holds other files.",
            next_step="Name another folder.",
            code="FOLDER_TAKEN",
        )
    if place.exists() and not place.is_dir():
        raise RefusedInput(
            f"A bundle is a folder. {place} is a file.", next_step="Name another folder."
        )


@contextmanager
def moved_into(place: Path) -> Iterator[Path]:
    """Give a folder beside `place`, and put it there when nothing went wrong.

    Raises
    ------
    StoreError
        The place can't be written.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    except OSError as error:
        raise StoreError(
            f"{place} can't be written: {error.strerror or error}.",
            next_step="Choose a folder that can be written.",
            code="NOT_WRITABLE",
        ) from error
    try:
        new = work / "new"
        new.mkdir()
        yield new
        if place.exists():
            place.rename(work / "old")
        new.rename(place)
    finally:
        shutil.rmtree(work, ignore_errors=True)
