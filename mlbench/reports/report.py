"""The door of the room: a run's folder in, one page out."""

from __future__ import annotations

from pathlib import Path

from mlbench.errors import RefusedInput
from mlbench.store import files
from mlbench.store.folder import RunFolder

#: No page can be held below this many bytes.
LOWEST_LIMIT = 200_000


def write_report(folder: RunFolder, *, limit: int = 5_000_000) -> Path:
    """Write the report of a run: one self-contained HTML file beside its record.

    The page is made of the run record and of the executed notebooks, so it can be
    written at any time: before the first step, after a failure, again and again. It
    loads nothing, and nothing in it acts but a switch that unfolds the code, and the
    interactive tables and figures, each in a frame that can reach nothing.

    Parameters
    ----------
    folder : RunFolder
        The run.
    limit : int
        The largest size of the file in bytes, in [200,000, inf). Long texts, long tables
        and large pictures give way first, each with a link to the notebook that has them.

    Returns
    -------
    Path
        The written file, ``report.html`` in the run's folder.

    Raises
    ------
    RefusedInput
        A limit below the lowest.
    StoreError
        The folder holds no readable run, or the file can't be written.
    """
    if limit < LOWEST_LIMIT:
        raise RefusedInput(
            f"The 'limit' of a report must be at least {LOWEST_LIMIT:,} bytes. Got {limit:,}.",
            next_step="Leave it out for 5,000,000.",
        )
    record = folder.read()
    from mlbench.reports.page import render  # noqa: PLC0415 - brings nbconvert, which takes seconds

    files.write_text(folder.report, render(folder, record, limit))
    return folder.report
