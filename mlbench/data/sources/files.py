"""Single files, by what their name ends in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mlbench.data.reading import delimited, excel, json_lines, parquet
from mlbench.data.reading.batches import Batches
from mlbench.data.reading.compression import PACKED, plain_name
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import database, duck
from mlbench.errors import DataError, listing, shorten

Reader = Callable[[Path, ReadOptions], Batches]

#: What a file's name ends in -> what opens it.
READERS: dict[str, Reader] = {
    **dict.fromkeys(delimited.SUFFIXES, delimited.read_delimited),
    **dict.fromkeys(json_lines.SUFFIXES, json_lines.read_json),
    **dict.fromkeys(excel.SUFFIXES, excel.read_excel),
    **dict.fromkeys(parquet.PARQUET, lambda path, _: parquet.read_parquet(path)),
    **dict.fromkeys(parquet.ARROW, lambda path, _: parquet.read_arrow(path)),
    **dict.fromkeys(database.SUFFIXES, database.read_sqlite),
    **dict.fromkeys(duck.SUFFIXES, duck.read_duck),
}
#: These are also read when they are packed.
_TEXT = (*delimited.SUFFIXES, *json_lines.SUFFIXES)


def open_file(path: Path, options: ReadOptions) -> Batches:
    """Open a file.

    Raises
    ------
    DataError
        Its name ends in nothing that is known, or it can't be read.
    """
    reader = READERS.get(_suffix(path))
    if reader is None:
        known = [".csv", ".tsv", ".csv.gz", ".parquet", ".arrow", ".jsonl", ".xlsx", ".sqlite"]
        raise DataError(
            f"A data file must end in {listing(known)}. Got '{shorten(path.name)}'.",
            next_step="Save the table as CSV or Parquet.",
            code="DATA_FORMAT",
        )
    return reader(path, options)


def is_data_file(path: Path) -> bool:
    """Whether a file's name says that it can be read."""
    return _suffix(path) in READERS


def is_parquet(path: Path) -> bool:
    """Whether a file's name says that it is a Parquet file."""
    return _suffix(path) in parquet.PARQUET


def stem(path: Path) -> str:
    """Return a file's name without what its format and packing add.

    >>> stem(Path("x/rows.csv.gz"))
    'rows'
    """
    name = plain_name(path)
    return name.rpartition(".")[0] or name


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in a sentence what the system has against a file."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{shorten(str(path), 200)} can't be read: {error.strerror or error}.",
            next_step="Make the file readable, or pass another one.",
            code="DATA_NOT_FOUND",
        ) from error


def _suffix(path: Path) -> str:
    """Return the suffix that tells the format, "" for a packed file that is no text."""
    suffix = Path(plain_name(path)).suffix.lower()
    packed = path.suffix.lower() in PACKED
    return "" if packed and suffix not in _TEXT else suffix
