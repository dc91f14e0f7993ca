"""The rows of a table that stand for files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from mlbench.data.media.opened import MEDIUM_OF, Facts, facts_of, set_aside
from mlbench.data.raw import RawTable
from mlbench.errors import DataError, shorten


def with_files(table: RawTable, folder: Path) -> RawTable:
    """Return the rows whose files can be used; the others are set aside, and counted.

    Parameters
    ----------
    table : RawTable
        A table of images or sounds that knows its roles.
    folder : Path
        What its paths are relative to.

    Raises
    ------
    DataError
        None of the files can be used.
    """
    medium = MEDIUM_OF[table.kind]
    if table.stored is not None:
        raise DataError(
            f"A table of {medium.word} must fit into memory. Got {table.stored.rows:,} rows.",
            next_step="Give it more by the setting data_memory, or pass fewer rows.",
            code="DATA_TOO_LARGE",
        )
    name = table.roles[str(medium.kind)]
    paths = table.frame[name].astype("str").fillna("")
    facts = facts_of(medium, folder, paths.tolist())
    usable = [not isinstance(fact, str) for fact in facts]
    aside = set_aside(medium, paths.tolist(), facts)
    if not any(usable):
        why = aside[0].text if aside else "Got no rows."
        raise DataError(
            f"The column '{shorten(name, 60)}' must name {medium.word} relative to "
            f"{shorten(str(folder), 200)}. {why}",
            next_step="Correct the paths, or the role.",
            code="DATA_EMPTY",
        )
    frame = table.frame[usable].reset_index(drop=True)
    remarks = (*table.remarks, *aside)
    return replace(table, frame=frame, remarks=remarks, folder=folder.resolve())


def with_content(frame: pd.DataFrame, table: RawTable, folder: Path) -> pd.DataFrame:
    """Return a frame with what files hold in the place of their paths.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows of `table`.
    table : RawTable
        A table of images or sounds.
    folder : Path
        What the paths are relative to.
    """
    medium = MEDIUM_OF[table.kind]
    name = table.roles[str(medium.kind)]
    facts = facts_of(medium, folder, frame[name].tolist())
    return frame.assign(**{name: pd.Series(list(map(_content, facts)), frame.index, dtype="str")})


def _content(facts: Facts | str) -> str:
    return facts if isinstance(facts, str) else facts.digest
