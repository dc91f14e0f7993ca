"""What data that are more than a table need before they are split and described."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandas.api import types

from mlbench.data.raw import RawTable
from mlbench.data.remarks import Remark, Topic
from mlbench.data.roles import NAMES
from mlbench.errors import listing, shorten
from mlbench.vocabulary import DataKind

#: Kinds whose rows stand for files.
FILE_KINDS = (DataKind.IMAGES, DataKind.AUDIO)
#: Seconds from 1970 that may be the time of a rating: from 1990 to 2100.
EPOCH = (631_152_000, 4_102_444_800)


def prepared(table: RawTable, source: str) -> RawTable:
    """Return a table with names, times and files that can be used.

    Numbers of users, items and units are names, and become text. Times of ratings that are
    seconds or milliseconds since 1970 become times. The files that a table of images or
    sounds names are opened, relative to the table's own folder; rows of files that can't be
    used are set aside, and counted.

    Parameters
    ----------
    table : RawTable
        One that knows its kind and roles.
    source : str
        Where it was found.

    Raises
    ------
    DataError
        None of the files can be used.
    """
    table = _with_names(table)
    if table.kind is DataKind.RATINGS and "time" in table.roles:
        return _with_times(table, table.roles["time"])
    if table.kind in FILE_KINDS and table.folder is None:
        from mlbench.data.media import rows  # noqa: PLC0415 - only files need what opens them

        return rows.with_files(table, Path(source).parent)
    return table


def with_content(frame: pd.DataFrame, table: RawTable) -> pd.DataFrame:
    """Return a frame with what files hold in the place of their paths, for the fingerprint."""
    if table.folder is None or table.kind not in FILE_KINDS:
        return frame
    from mlbench.data.media import rows  # noqa: PLC0415 - only files need what opens them

    return rows.with_content(frame, table, table.folder)


def _with_names(table: RawTable) -> RawTable:
    columns = [table.roles[role] for role in NAMES if role in table.roles]
    numbers = [name for name in columns if types.is_integer_dtype(table.frame[name].dtype)]
    if not numbers:
        return table
    text = f"The numbers in {listing(numbers)} are names and were made text."
    remark = Remark(Topic.NAMES, text, dict.fromkeys(numbers, len(table.frame)))
    frame = table.frame.astype(dict.fromkeys(numbers, "str"))
    return replace(table, frame=frame, remarks=(*table.remarks, remark))


def _with_times(table: RawTable, name: str) -> RawTable:
    column = table.frame[name]
    if not types.is_integer_dtype(column.dtype) or column.empty:
        return table
    for unit, word, factor in (("s", "seconds", 1), ("ms", "milliseconds", 1000)):
        if column.min() >= EPOCH[0] * factor and column.max() <= EPOCH[1] * factor:
            times = column.to_numpy().astype(f"datetime64[{unit}]").astype("datetime64[us]")
            text = f"'{shorten(name, 60)}' was read as {word} since 1970."
            remark = Remark(Topic.KIND, text, {name: len(column)})
            frame = table.frame.assign(**{name: times})
            return replace(table, frame=frame, remarks=(*table.remarks, remark))
    return table
