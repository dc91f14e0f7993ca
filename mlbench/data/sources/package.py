"""Tables of sources that packages bring, by the word before the colon."""

from __future__ import annotations

from dataclasses import replace

from mlbench import plugins
from mlbench.data.raw import OptionSource, PartSource, RawTable, Source
from mlbench.data.reading.columns import plain_frame
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources.finding import GROUP, Found
from mlbench.data.stored import StoredTable


def read_package(
    found: Found, options: ReadOptions, *, parts: bool = False
) -> RawTable | StoredTable:
    """Return the table that a package's source gives, with plain names and types.

    Parameters
    ----------
    found : Found
        Which source, and which of its tables.
    options : ReadOptions
        How it is read, for a source that takes options.
    parts : bool
        Whether a source with parts of its own is asked for all of them.

    Raises
    ------
    DataError
        The source has no such table.
    """
    made = plugins.load(GROUP, found.word)()
    source: Source | OptionSource = made
    table: RawTable | StoredTable
    if parts and isinstance(made, PartSource):
        table = made.read_parts(found.name, options, found.places)
    elif isinstance(source, OptionSource):
        table = source.read_with(found.name, options, found.places)
    else:
        table = source.read(found.name)
    if isinstance(table, StoredTable):
        return table
    frame, events = plain_frame(table.frame, found.source)
    return replace(table, frame=frame, events=(*table.events, *events))
