"""Any data as one Parquet file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.stored_file import Tell, quiet
from mlbench.data.remarks import summarise
from mlbench.data.sources.finding import find_source
from mlbench.data.sources.opening import open_source
from mlbench.errors import DataError, shorten


@dataclass(frozen=True)
class Converted:
    """What became of data.

    Parameters
    ----------
    path : Path
        The Parquet file.
    rows : int
        Its rows.
    set_aside : int
        The rows that could not be used, and were set aside as asked.
    columns : int
        Its columns.
    notes : tuple of str
        What was noticed on the way.
    """

    path: Path
    rows: int
    set_aside: int
    columns: int
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """How many rows came in and went out."""
        rows = f"{self.rows + self.set_aside:,} rows in = {self.rows:,} rows out"
        aside = f" + {self.set_aside:,} set aside"
        return f"{self.path}: {rows}{aside}, {self.columns:,} columns"

    def facts(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it."""
        return {
            "path": str(self.path),
            "rows_in": self.rows + self.set_aside,
            "rows": self.rows,
            "set_aside": self.set_aside,
            "columns": self.columns,
            "notes": list(self.notes),
        }


def convert_to_parquet(
    source: str, out: Path, read: Mapping[str, Any] | None = None, tell: Tell = quiet
) -> Converted:
    """Write data to a Parquet file, in bounded memory, all rows or none.

    Parameters
    ----------
    source : str
        Whatever :func:`mlbench.load` takes.
    out : Path
        The file to write.
    read : mapping, optional
        How the source is read.
    tell : callable
        Called with the number of rows that are read.

    Raises
    ------
    DataError
        The source can't be read, or `out` is no name of a Parquet file.
    """
    if out.suffix.lower() not in (".parquet", ".pq"):
        raise DataError(
            f"The file to write must end in '.parquet'. Got '{shorten(out.name)}'.",
            next_step="Correct its name.",
            code="DATA_OPTION",
        )
    options = ReadOptions.of(read)
    if options.drop:
        raise DataError(
            "A conversion must keep all columns. Got the option 'drop'.",
            next_step="Leave columns out where the file is used, as read={'drop': [...]}.",
            code="DATA_OPTION",
        )
    gathering = open_source(find_source(source), options, out)
    table = gathering.stored(tell)
    notes = tuple(remark.text for remark in (*table.remarks, *summarise(table.events)))
    return Converted(out, table.rows, gathering.rows.set_aside(), len(table.names), notes)
