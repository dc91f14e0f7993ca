"""How far a run is, told while it goes, for those who watch it from another process.

``progress.json`` in the run folder is written when a cell starts and gone when the run has
ended; it holds a place for each step that goes. The run record alone says how things ended,
so this file is never synced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from mlbench.store import files

FILE_NAME = "progress.json"


@dataclass(frozen=True)
class Progress:
    """Where a step is.

    Attributes
    ----------
    step : str
        The step that runs.
    cell, cells : int
        The code cell that runs, from 1, and how many there are.
    heading : str
        The heading above that cell.
    """

    step: str
    cell: int
    cells: int
    heading: str = ""


def tell(folder: Path, places: Iterable[Progress]) -> None:
    """Say in a run folder how far its steps are."""
    files.write_json(folder / FILE_NAME, [asdict(place) for place in places], synced=False)


def forget(folder: Path) -> None:
    """Take away what was said."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def read(folder: Path) -> tuple[Progress, ...]:
    """Return how far the steps are that go; none before the first cell and after the last."""
    try:
        return tuple(Progress(**place) for place in json.loads((folder / FILE_NAME).read_bytes()))
    except (OSError, ValueError, TypeError):
        return ()
