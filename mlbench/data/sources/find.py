"""From what was asked for to a table: in memory where it fits, else stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from mlbench.arrow_memory import use_plain_memory
from mlbench.data.raw import PART, RawTable
from mlbench.data.reading.options import OF_TABLES, ReadOptions
from mlbench.data.reading.stored_file import stored_before
from mlbench.data.remarks import Event, Topic
from mlbench.data.sources.as_stored import as_stored
from mlbench.data.sources.finding import Found, find_source
from mlbench.data.sources.named import NAMED
from mlbench.data.sources.official import with_test_file
from mlbench.data.sources.opening import open_source, stored_place
from mlbench.data.sources.package import read_package
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, did_you_mean, shorten

Table = RawTable | StoredTable


@dataclass(frozen=True)
class Located:
    """A table, and the source by which it is found again from any folder.

    Parameters
    ----------
    table : RawTable or StoredTable
        The table.
    source : str
        The source as asked for; the absolute path where that is a file or a folder.
    """

    table: Table
    source: str


def read_source(
    source: str, options: ReadOptions, base: Path | None = None, *, parts: bool = False
) -> Located:
    """Find and read a source.

    Parameters
    ----------
    source : str
        The path of a file, of a folder of files with the same columns, or a pattern such as
        ``sales/*.csv``; an address such as ``https://host/x.csv``, ``s3://bucket/x.parquet``
        or ``sqlite:///x.db``; a data set's name such as ``adult``; or ``word:rest`` such as
        ``sklearn:iris``. A relative path is looked for in `base`, in the working directory,
        and in the folder that the setting ``data`` names.
    options : ReadOptions
        How it is read.
    base : Path, optional
        The folder to look in first.
    parts : bool
        Whether a data set that brings a split of its own is read with all its parts; a column
        with the role ``part`` tells them.

    Raises
    ------
    DataError
        It is not there, or can't be read; the sentence says what was looked for where.
    """
    use_plain_memory()
    found = find_source(source, base)
    if found.word:
        table = read_package(found, options, parts=parts)
    else:
        table = _read(with_test_file(found) if parts else found, options)
    place = found.source
    if isinstance(table, RawTable) and table.folder is not None and found.name:
        place = f"{found.word}:{table.folder}"
    return Located(_leave_out(table, options), place)


def read_small(source: str, options: ReadOptions, base: Path | None = None) -> RawTable:
    """Find and read a source that must fit into memory, as a table of labels.

    Raises
    ------
    DataError
        It can't be read, or is too large.
    """
    table = read_source(source, options, base).table
    if isinstance(table, StoredTable):
        raise DataError(
            f"{shorten(source, 200)} must fit into memory. Got {table.rows:,} rows.",
            next_step="Give it more by the setting data_memory, or pass a smaller file.",
            code="DATA_TOO_LARGE",
        )
    return table


def _read(found: Found, options: ReadOptions) -> Table:
    options.only(OF_TABLES, found.name)
    place = stored_place(found, options)
    table: Table | None = as_stored(found.name, found.files)
    if table is None and found.files:
        table = stored_before(place, found.name)
    table = table or open_source(found, options, place).table()
    entry = NAMED.get(found.source)
    if entry is None:
        return table
    roles = {PART: PART} if len(found.files) > 1 else {}
    left_out = dict(entry.left_out)
    return replace(table, name=found.name, target=entry.target, left_out=left_out, roles=roles)


def _leave_out(table: Table, options: ReadOptions) -> Table:
    given = table.names.values() if isinstance(table, StoredTable) else table.frame.columns
    names = [str(name) for name in given]
    _refuse_unknown("drop", options.drop, names)
    _refuse_unknown("keep_text", options.keep_text, names)
    reasons = {**table.left_out, **dict.fromkeys(options.drop, "as asked")}
    events = tuple(Event(Topic.LEFT_OUT, name, details=(why,)) for name, why in reasons.items())
    said = (*table.events, *events)
    if isinstance(table, StoredTable):
        kept = {key: name for key, name in table.names.items() if name not in reasons}
        return replace(table, names=kept, events=said, left_out=reasons)
    frame = table.frame.drop(columns=list(reasons))
    return replace(table, frame=frame, events=said, left_out=reasons)


def _refuse_unknown(option: str, asked: Iterable[str], names: list[str]) -> None:
    for name in asked:
        if name not in names:
            raise DataError(
                f"The option '{option}' must name columns of the data. Got '{shorten(name)}'. "
                f"{did_you_mean(name, names)}",
                next_step="Correct the name.",
                code="DATA_OPTION",
            )
