"""Reading Parquet and Arrow files, whose columns come with types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
from pyarrow import ipc, parquet

from mlbench.data.reading.batches import ROWS, Batches
from mlbench.data.reading.typed import TypedColumn, is_usable
from mlbench.data.remarks import UNUSABLE, Event, Topic
from mlbench.errors import DataError, shorten

PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".feather", ".ipc")
#: What pandas names a stored index that has no name.
_INDEX = "__index_level_"

T = TypeVar("T")


def read_parquet(path: Path) -> Batches:
    """Open a Parquet file.

    Columns of structures or raw bytes, of lists other than of texts, and stored indices, are
    left out.

    Raises
    ------
    DataError
        The file is no Parquet file; a broken page shows as late as it is read.
    """
    file = open_parquet(path)
    names, places, events = usable_columns(file.schema_arrow)
    pieces = told(path, file.iter_batches(ROWS))
    return Batches(names, TypedColumn, columns_at(pieces, places), events=events)


def open_parquet(path: Path, **how: Any) -> parquet.ParquetFile:
    """Open a Parquet file for reading piece by piece, the sums of its pages checked.

    Parameters
    ----------
    path : Path
        The file.
    **how
        As :class:`pyarrow.parquet.ParquetFile` takes it.

    Raises
    ------
    DataError
        The file is no Parquet file, or not there any more.
    """
    # not every writer keeps sums; where there are some, damage does not pass for values
    how["page_checksum_verification"] = True
    return _opened(path, "Parquet", lambda: parquet.ParquetFile(path, **how))


def read_arrow(path: Path) -> Batches:
    """Open a file of Arrow's own, also known as Feather.

    Raises
    ------
    DataError
        The file is no Arrow file.
    """
    source = _opened(path, "Arrow", lambda: pa.memory_map(str(path)))
    try:
        file = ipc.open_file(source)
        pieces = (file.get_batch(place) for place in range(file.num_record_batches))
    except pa.ArrowInvalid:
        # what is written as it comes has no index at its end
        file = _opened(path, "Arrow", lambda: ipc.open_stream(pa.memory_map(str(path))))
        pieces = iter(file)
    names, places, events = usable_columns(file.schema)
    return Batches(
        names, TypedColumn, told(path, columns_at(pieces, places), "Arrow"), events=events
    )


def usable_columns(schema: pa.Schema) -> tuple[list[str], list[int], list[Event]]:
    """Return the names and places of the columns that can be used, and why others can't."""
    names, places, events = [], [], []
    for place, field in enumerate(schema):
        if field.name.startswith(_INDEX):
            events.append(Event(Topic.LEFT_OUT, field.name, details=("a stored index",)))
        elif not is_usable(field.type):
            events.append(Event(Topic.LEFT_OUT, field.name, details=(UNUSABLE,)))
        else:
            names.append(field.name)
            places.append(place)
    return names, places, events


def columns_at(pieces: Iterator[pa.RecordBatch], places: list[int]) -> Iterator[pa.RecordBatch]:
    """Give the columns at some places, named by their new ones."""
    keys = [str(place) for place in range(len(places))]
    for piece in pieces:
        yield pa.RecordBatch.from_arrays([piece.column(place) for place in places], names=keys)


def _opened(path: Path, kind: str, opener: Callable[[], T]) -> T:
    try:
        return opener()
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, kind, error) from error


def told(
    path: Path, pieces: Iterator[pa.RecordBatch], kind: str = "Parquet"
) -> Iterator[pa.RecordBatch]:
    """Give pieces of a file, and say what is broken in the words of this house.

    Raises
    ------
    DataError
        A piece can't be read.
    """
    try:
        yield from pieces
    except (pa.ArrowException, OSError) as error:
        raise _broken(path, kind, error) from error


def _broken(path: Path, kind: str, error: Exception) -> DataError:
    article = "an" if kind == "Arrow" else "a"
    reason = shorten(str(error), 200).rstrip(".")
    return DataError(
        f"{path.name} must be {article} {kind} file. It can't be read: {reason}.",
        next_step="Write the file again, or pass it under its own suffix.",
    )
