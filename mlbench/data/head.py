"""The first rows of data, as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.parquet import open_parquet, told
from mlbench.data.remarks import summarise
from mlbench.data.sources import read_source
from mlbench.data.stored import StoredTable
from mlbench.errors import shorten

#: A cell of text shows so many signs.
WIDTH = 40


@dataclass(frozen=True)
class FirstRows:
    """The first rows of data.

    Parameters
    ----------
    frame : pandas.DataFrame
        The rows.
    rows : int
        How many there are in all.
    notes : tuple of str
        What was noticed while reading.
    """

    frame: pd.DataFrame
    rows: int
    notes: tuple[str, ...]

    @property
    def columns(self) -> list[str]:
        """The columns' names, short enough for a terminal."""
        return [shorten(str(name), WIDTH) for name in self.frame.columns]

    @property
    def summary(self) -> str:
        """How much of how much is shown."""
        return f"{len(self.frame):,} of {self.rows:,} rows, {self.frame.shape[1]:,} columns"

    def cells(self) -> list[list[str]]:
        """Return the values as short texts, "" for a missing one."""
        rows = self.frame.itertuples(index=False, name=None)
        return [["" if pd.isna(v) else shorten(str(v), WIDTH) for v in row] for row in rows]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as JSON can hold them, None for a missing value."""
        plain = self.frame.astype(object).where(self.frame.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]


def first_rows(source: str, rows: int, read: Mapping[str, Any] | None = None) -> FirstRows:
    """Return the first rows of a source.

    >>> first_rows("sklearn:iris", 2).summary
    '2 of 150 rows, 5 columns'
    """
    table = read_source(source, ReadOptions.of(read)).table
    notes = tuple(remark.text for remark in (*table.remarks, *summarise(table.events)))
    if isinstance(table, RawTable):
        return FirstRows(table.frame.head(rows), len(table.frame), notes)
    return FirstRows(_of_stored(table, rows), table.rows, notes)


def _of_stored(table: StoredTable, rows: int) -> pd.DataFrame:
    frames: list[pd.DataFrame] = []
    for part in table.parts:
        for batch in told(part, open_parquet(part).iter_batches(rows, columns=list(table.names))):
            frames.append(batch.to_pandas())
            if sum(map(len, frames)) >= rows:
                break
        else:
            continue
        break
    return pd.concat(frames).head(rows)[list(table.names)].rename(columns=dict(table.names))
