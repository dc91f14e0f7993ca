"""The rows of what was found, before they become a table."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from mlbench.data.cache import cache_folder, file_state, key_of
from mlbench.data.reading.batches import ROWS, Batches
from mlbench.data.reading.gather import Gathering
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.typed import TypedColumn
from mlbench.data.sources.database import read_database, read_file_database
from mlbench.data.sources.files import open_file, readable
from mlbench.data.sources.finding import Found
from mlbench.data.sources.named import NAMED, HeldOut
from mlbench.data.sources.official import Official
from mlbench.data.sources.package import read_package
from mlbench.data.sources.parts import Together
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError
from mlbench.secrets.addresses import without_passwords


def open_source(found: Found, options: ReadOptions, place: Path) -> Gathering:
    """Open what was found.

    Parameters
    ----------
    found : Found
        Where the rows are.
    options : ReadOptions
        How they are read.
    place : Path
        The file that they are written to when they don't fit into memory.

    Raises
    ------
    DataError
        It can't be read.
    """
    options = options_for(found, options)
    if found.word:
        return Gathering(found.name, found.source, _of_package(found, options), place)
    where = without_passwords(found.database) or found.files[0].name
    if found.database and found.files:
        rows = read_file_database(found.database, found.files[0], options)
    elif found.database:
        rows = read_database(found.database, options)
    elif len(found.files) > 1 and (test := _held_out(found)):
        rows = Official(found.files, options, test).batches()
    elif len(found.files) > 1:
        rows = Together(found.files, options).batches()
    else:
        with readable(found.files[0]):
            rows = open_file(found.files[0], options)
    return Gathering(found.name, where, rows, place)


def options_for(found: Found, options: ReadOptions) -> ReadOptions:
    """Return the options, with those that a named data set is read by."""
    entry = NAMED.get(found.source)
    return options.over(entry.read) if entry else options


def _held_out(found: Found) -> HeldOut | None:
    entry = NAMED.get(found.source)
    return entry.test if entry else None


def stored_place(found: Found, options: ReadOptions) -> Path:
    """Return where the rows are kept when they don't fit into memory."""
    state = [file_state(path) for path in found.files]
    asked = options_for(found, options).facts()
    key = key_of(without_passwords(found.source), state, asked)
    return cache_folder("stored") / f"{key}.parquet"


def _of_package(found: Found, options: ReadOptions) -> Batches:
    table = read_package(found, options)
    if isinstance(table, StoredTable):
        raise DataError(
            f"{found.source} must not be stored already. It is, in {table.parts[0]}.",
            next_step="Use that file.",
        )
    whole = pa.Table.from_pandas(table.frame, preserve_index=False)
    pieces = iter(whole.to_batches(ROWS))
    said = list(table.remarks)
    return Batches(list(whole.column_names), TypedColumn, pieces, lambda: said, list(table.events))
