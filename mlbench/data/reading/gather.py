"""Batches of rows as a table: in memory where they fit, as a Parquet file where not.

Both ways see all cells of a column before the column gets its type, by the same rules, so
a table has the same types either way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa

from mlbench.arrow_memory import give_back
from mlbench.data.memory import memory_for_rows
from mlbench.data.raw import RawTable
from mlbench.data.reading.batches import Batches
from mlbench.data.reading.blank_rows import blank_rows, said_of_blank_rows
from mlbench.data.reading.columns import clean_names, frame_of
from mlbench.data.reading.stored_file import Tell, Writing, quiet, refuse_empty
from mlbench.data.remarks import Event
from mlbench.data.stored import StoredTable

#: Text, what is made of it, and the frame are in memory at once, for a moment.
COPIES = 3
#: No array of text holds more bytes than 2^31; columns beyond this are handled in pieces.
_WHOLE = 1 << 30
#: After tables of more bytes what reading them held in reserve is given back.
_LARGE = 1 << 25


@dataclass(frozen=True)
class Gathering:
    """Rows on their way to a table.

    Parameters
    ----------
    name : str
        The table's name, for titles.
    where : str
        The source's name, for errors.
    rows : Batches
        The rows.
    place : Path
        The file that they are written to when they don't fit into memory.
    """

    name: str
    where: str
    rows: Batches
    place: Path

    def table(self, tell: Tell = quiet) -> RawTable | StoredTable:
        """Return all rows in memory where they fit, else where they are stored.

        Raises
        ------
        DataError
            There are no rows, two columns have the same name, or the source is broken.
        """
        names, events = clean_names(self.rows.names, self.where)
        held: list[pa.RecordBatch] = []
        size, limit = 0, memory_for_rows() // COPIES
        for piece in self.rows.pieces:
            held.append(piece)
            size += piece.nbytes
            if size > limit:
                pieces = chain(_given_up(held), self.rows.pieces)
                return self._writing(names, events).write(pieces, tell)
        return self._in_memory(names, events, held)

    def stored(self, tell: Tell = quiet) -> StoredTable:
        """Write all rows to the place, whatever their size."""
        names, events = clean_names(self.rows.names, self.where)
        return self._writing(names, events).write(self.rows.pieces, tell)

    def _writing(self, names: list[str], events: list[Event]) -> Writing:
        return Writing(self.name, self.where, self.rows, names, tuple(events), self.place)

    def _in_memory(
        self, names: list[str], events: list[Event], held: list[pa.RecordBatch]
    ) -> RawTable:
        whole = pa.Table.from_batches(held) if held else pa.table({})
        refuse_empty(self.where, whole.num_rows, names)
        held.clear()
        kept, columns, found = [], [], []
        for place, name in enumerate(names):
            typed, said = self._typed(name, whole.column(place))
            found += said
            if typed is not None:
                kept.append(name)
                columns.append(typed)
        refuse_empty(self.where, whole.num_rows, kept)
        remarks = [*self.rows.remarks(), *said_of_blank_rows(blank_rows(columns))]
        all_events = (*self.rows.events, *events, *found)
        is_large = whole.nbytes > _LARGE
        del whole, typed  # the frame takes the place of what it is made of
        if is_large:
            give_back()
        frame = frame_of(kept, columns)
        if is_large:
            give_back()
        return RawTable(self.name, frame, remarks=tuple(remarks), events=all_events)

    def _typed(
        self, name: str, cells: pa.ChunkedArray
    ) -> tuple[pa.ChunkedArray | None, list[Event]]:
        column = self.rows.column(name, cells.type)
        pieces = [pa.concat_arrays(cells.chunks)] if _wants_one_piece(cells) else cells.chunks
        for piece in pieces:
            column.see(piece)
        kind, events = column.settle()
        if kind is None:
            return None, events
        return pa.chunked_array([column.typed(piece) for piece in pieces], kind), events


def _wants_one_piece(cells: pa.ChunkedArray) -> bool:
    """Whether it is of text, which is quicker to look up so; numbers are put together later."""
    loose = pa.types.is_primitive(cells.type) or pa.types.is_dictionary(cells.type)
    return not loose and cells.nbytes < _WHOLE


def _given_up(held: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Give what is held, and hold it no longer."""
    held.reverse()
    while held:
        yield held.pop()
