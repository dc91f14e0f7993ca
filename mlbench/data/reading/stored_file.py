"""Rows written to a Parquet file of ours, in bounded memory, with what was noticed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from pyarrow import ipc, parquet

from mlbench.data.reading.batches import Batches
from mlbench.data.reading.blank_rows import blank_rows, said_of_blank_rows
from mlbench.data.reading.typed import Column
from mlbench.data.remarks import Event, Remark, Topic
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError, listing
from mlbench.store.files import replacing, store_error

#: Called with the number of rows that are done.
Tell = Callable[[int], None]
#: Where the file keeps what was noticed when it was written.
NOTES = b"mlbench"
#: A row group has so many rows, or fewer where these take more bytes than that.
GROUP_ROWS, GROUP_BYTES = 122_880, 1 << 26


def quiet(rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Writing:
    """Rows on their way to a file.

    They are gone through twice: all are seen, and kept as they came in a file beside, before
    the first one gets its types.
    """

    name: str
    where: str
    rows: Batches
    names: list[str]
    events: tuple[Event, ...]
    place: Path

    def write(self, pieces: Iterable[pa.RecordBatch], tell: Tell) -> StoredTable:
        """Write the rows, all or none.

        Raises
        ------
        DataError
            There are no rows, or the source is broken.
        StoreError
            The place can't be written.
        """
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=".cells-", dir=self.place.parent) as folder:
                return self._write(pieces, Path(folder) / "cells", tell)
        except OSError as error:
            raise store_error(self.place, error) from error

    def _write(self, pieces: Iterable[pa.RecordBatch], cells: Path, tell: Tell) -> StoredTable:
        columns, rows = self._see(pieces, cells, tell)
        refuse_empty(self.where, rows, self.names)
        settled = [column.settle() for column in columns]
        kept = [place for place, (kind, _) in enumerate(settled) if kind is not None]
        refuse_empty(self.where, rows, [self.names[place] for place in kept])
        schema = pa.schema([(self.names[place], settled[place][0]) for place in kept])
        found = [event for _, said in settled for event in said]
        remarks, events = self.rows.remarks(), (*self.rows.events, *self.events, *found)
        with (
            replacing(self.place) as temporary,
            parquet.ParquetWriter(
                temporary, schema, compression="zstd", write_page_checksum=True
            ) as writer,
        ):
            blank = 0
            for group in _groups(self._typed(cells, columns, kept, schema)):
                blank += blank_rows(group.columns)
                writer.write_table(group)
            remarks += said_of_blank_rows(blank)
            notes = {"rows": rows, "remarks": remarks, "events": events}
            writer.add_key_value_metadata({NOTES: json.dumps(notes, default=asdict)})
        return _table(self.name, self.place, rows, schema.names, remarks, events)

    def _see(
        self, pieces: Iterable[pa.RecordBatch], cells: Path, tell: Tell
    ) -> tuple[list[Column], int]:
        """Look at all cells, and keep them."""
        columns: list[Column] = []
        rows = 0
        options = ipc.IpcWriteOptions(compression="lz4")
        with ExitStack() as stack:
            for piece in pieces:
                if not columns:
                    kinds = zip(self.names, piece.schema.types, strict=True)
                    columns = [self.rows.column(name, kind) for name, kind in kinds]
                    sink = stack.enter_context(pa.OSFile(str(cells), "wb"))
                    stream = ipc.new_stream(sink, piece.schema, options=options)
                    writer = stack.enter_context(stream)
                for column, values in zip(columns, piece.columns, strict=True):
                    column.see(values)
                writer.write_batch(piece)
                rows += piece.num_rows
                tell(rows)
        return columns, rows

    def _typed(
        self, cells: Path, columns: list[Column], kept: list[int], schema: pa.Schema
    ) -> Iterator[pa.RecordBatch]:
        with pa.OSFile(str(cells)) as source, ipc.open_stream(source) as stream:
            for piece in stream:
                arrays = [columns[place].typed(piece.column(place)) for place in kept]
                yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _groups(pieces: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for piece in pieces:
        waiting.append(piece)
        rows, size = rows + piece.num_rows, size + piece.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.Table.from_batches(waiting)


def stored_before(place: Path, name: str) -> StoredTable | None:
    """Return what was written to a place before, or None where nothing of ours is there."""
    try:
        metadata = parquet.read_metadata(place)
        notes: dict[str, Any] = json.loads((metadata.metadata or {})[NOTES])
    except (OSError, KeyError, ValueError, pa.ArrowException):
        return None
    remarks = [Remark(Topic(one["topic"]), one["text"], one["columns"]) for one in notes["remarks"]]
    events = [
        Event(Topic(e["topic"]), e["column"], e["rows"], tuple(e["details"]))
        for e in notes["events"]
    ]
    names = metadata.schema.to_arrow_schema().names
    return _table(name, place, metadata.num_rows, names, remarks, events)


def _table(
    name: str,
    place: Path,
    rows: int,
    names: Sequence[str],
    remarks: Sequence[Remark],
    events: Sequence[Event],
) -> StoredTable:
    same = {column: column for column in names}
    return StoredTable(name, (place,), rows, same, remarks=tuple(remarks), events=tuple(events))


def refuse_empty(where: str, rows: int, names: Sequence[str]) -> None:
    """Refuse a table without rows, or without a column that can be used.

    Raises
    ------
    DataError
        It is empty.
    """
    if rows and names:
        return
    shown = f": {listing(names, 5)}" if names else ""
    got = f"{rows:,} rows without a column that can be used" if rows else "the header only, 0 rows"
    raise DataError(
        f"{where} must have rows below its header. Got {got}{shown}.",
        next_step="Pass a file with data in it.",
        code="DATA_EMPTY",
    )
