"""How far a run is, told while it goes, for those who watch it from another process.

``progress.json`` in the run folder is written when a cell starts and gone when the run has
ended. The run record alone says how things ended, so this file is never synced.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mlbench.store import files

FILE_NAME = "progress.json"


@dataclass(frozen=True)
class Progress:
    """Where a run is.

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


def tell(folder: Path, progress: Progress) -> None:
    """Say in a run folder how far the run is."""
    files.write_json(folder / FILE_NAME, asdict(progress), synced=False)


def forget(folder: Path) -> None:
    """Take away what was said."""
    (folder / FILE_NAME).unlink(missing_ok=True)


def read(folder: Path) -> Progress | None:
    """Return how far a run is; None before its first cell and after its last."""
    try:
        return Progress(**json.loads((folder / FILE_NAME).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
