"""The rows of a table of any size as SQL sees them: asked in bounded memory, never copied.

DuckDB is imported where it is needed: its import starts a thread, and kernels are forked
from a process without any.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from mlbench.cores import usable_cores
from mlbench.data.reading.plain import plain_type, value_type
from mlbench.data.repair import LARGEST
from mlbench.data.scan.batches import ROW, Ids
from mlbench.data.scan.layout import layout_of, open_part
from mlbench.data.sql import sql_name, sql_text
from mlbench.data.stored import StoredTable

#: What a scan may hold beside the results (bytes); what does not fit goes to a temporary file.
MEMORY = 768 * 2**20
#: More threads would each need memory of their own.
THREADS = 4
#: Rows of an answer that are in memory at a time.
_BATCH = 250_000
#: Rows in memory that one thread looks at, at a time.
_PIECE = 125_000


class Family(StrEnum):
    """What can be asked of a column."""

    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"
    TEXT = "text"


@dataclass(frozen=True)
class SqlColumn:
    """A column as SQL sees it.

    Parameters
    ----------
    name : str
        Its name in the dataset.
    called : str
        The name that SQL knows it by.
    sql : str
        The expression that gives its values: of one of four families, with NULL for what
        counts as missing in a frame.
    plain : pyarrow.DataType
        The type of the values.
    """

    name: str
    called: str
    sql: str
    plain: pa.DataType

    @property
    def family(self) -> Family:
        """What can be asked of it."""
        if pa.types.is_boolean(self.plain):
            return Family.FLAG
        if pa.types.is_timestamp(self.plain):
            return Family.TIME
        return Family.TEXT if pa.types.is_string(self.plain) else Family.NUMBER


@dataclass(frozen=True)
class Rows:
    """Rows that can be asked; made by :func:`opened`.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        A database in memory of its own.
    columns : mapping of str to SqlColumn
        The columns by name.
    rows : int
        The number of rows.
    source : str
        What stands behind FROM.
    row_id : str
        The expression that gives the number of a row.
    held : pyarrow.Table, optional
        The rows, where they are in memory; then `source` is the name that they go by.
    where : tuple of str
        Conditions that hold for the rows.
    """

    database: Any
    columns: Mapping[str, SqlColumn]
    rows: int
    source: str
    row_id: str
    held: pa.Table | None = None
    where: tuple[str, ...] = ()

    def ask(self, question: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        """Return the answer to a question about some columns.

        Parameters
        ----------
        question : str
            A SELECT from ``chosen``, which has the columns as ``c0``, ``c1`` and so on.
        columns : sequence of str
            Their names.
        """
        return list(self._asked(question, columns).fetchall())

    def ask_table(self, question: str, columns: Sequence[str]) -> pa.Table:
        """Return the answer as a table."""
        return self._asked(question, columns).to_arrow_table()

    def ask_batches(self, question: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Go through the answer, a bounded number of rows at a time."""
        yield from self._asked(question, columns).to_arrow_reader(_BATCH)

    def about(self, share: float) -> Rows:
        """Return about that share of the rows, the same ones each time."""
        if share >= 1:
            return self
        drawn = f"hash({self.row_id}) < {int(share * _ALL_HASHES)}::UBIGINT"
        return replace(self, where=(*self.where, drawn))

    def _asked(self, question: str, columns: Sequence[str]) -> Any:
        if self.held is not None:
            # only what is asked for: finding one of ten thousand columns takes its time
            places = [self.columns[name].called for name in columns]
            self.database.register(self.source, self.held.select([*dict.fromkeys(places), ROW]))
        given = [f"{self.columns[name].sql} AS c{place}" for place, name in enumerate(columns)]
        where = f" WHERE {' AND '.join(self.where)}" if self.where else ""
        chosen = f"SELECT {', '.join(given)} FROM {self.source}{where}"  # noqa: S608 - names are quoted
        # DuckDB would otherwise write the rows down before it looks at them
        return self.database.execute(f"WITH chosen AS NOT MATERIALIZED ({chosen}) {question}")


_ALL_HASHES = 2**64


@contextmanager
def opened(
    table: StoredTable | pd.DataFrame | pa.Table,
    *,
    without: Ids | None = None,
    memory: int = MEMORY,
) -> Iterator[Rows]:
    """Open a table to be asked; nothing of it is held.

    Parameters
    ----------
    table : StoredTable or pandas.DataFrame or pyarrow.Table
        Files, or rows in memory: both are asked in the same way.
    without : numpy.ndarray of int64, optional
        Row ids to leave out.
    memory : int
        Bytes that the questions may take; what they need beyond goes to a temporary file.
    """
    import duckdb  # noqa: PLC0415 - see above

    with tempfile.TemporaryDirectory(prefix="mlbench-scan-") as folder:
        how: dict[str, str | bool | int | float | list[str]] = {
            "threads": min(THREADS, usable_cores()),
            "memory_limit": f"{memory // 2**20}MiB",
            "temp_directory": folder,
        }
        with duckdb.connect(":memory:", config=how) as database:
            database.execute("SET enable_progress_bar = false")
            # pieces of files would be kept as long as the limit of memory allows
            database.execute("SET enable_external_file_cache = false")
            if isinstance(table, StoredTable):
                rows = _on_disk(database, table)
            else:
                rows = _in_memory(database, table)
            if without is not None and len(without):
                database.register("held_out", pa.table({"id": without}))
                outside = f"{rows.row_id} NOT IN (SELECT id FROM held_out)"  # noqa: S608 - ours
                rows = replace(rows, where=(outside,), rows=rows.rows - len(without))
            yield rows


def _in_memory(database: Any, table: pd.DataFrame | pa.Table) -> Rows:
    whole = (
        table if isinstance(table, pa.Table) else pa.Table.from_pandas(table, preserve_index=False)
    )
    kinds = [value_type(kind) for kind in whole.schema.types]
    columns = {
        name: _column(name, f"p{place}", kind, plain_type(kind))
        for place, (name, kind) in enumerate(zip(whole.column_names, kinds, strict=True))
    }
    # DuckDB takes names that differ in case alone for the same
    held = whole.rename_columns([f"p{place}" for place in range(whole.num_columns)])
    held = held.append_column(ROW, pa.array(np.arange(whole.num_rows, dtype=np.int64)))
    # each piece is read by one thread
    held = pa.Table.from_batches(held.to_batches(max_chunksize=_PIECE), held.schema)
    return Rows(database, columns, whole.num_rows, "given", ROW, held)


def _on_disk(database: Any, stored: StoredTable) -> Rows:
    first = open_part(stored, 0)
    described = database.execute(
        f"DESCRIBE FROM read_parquet({sql_text(stored.parts[0])})"
    ).fetchall()
    # by position: of two names that differ in case alone DuckDB renames one
    called = dict(zip(first.schema_arrow.names, (row[0] for row in described), strict=True))
    columns = {
        column.name: _column(
            column.name, sql_name(called[column.stored_name]), column.stored, column.plain
        )
        for column in layout_of(stored)
    }
    counts = [open_part(stored, place).metadata.num_rows for place in range(len(stored.parts))]
    begins = np.cumsum([0, *counts[:-1]]).tolist()
    source = f"read_parquet([{', '.join(map(sql_text, stored.parts))}], file_row_number = true)"
    row_id = f"(({begins}::BIGINT[])[file_index::BIGINT + 1] + file_row_number)"
    return Rows(database, columns, stored.rows, source, row_id)


def _column(name: str, called: str, kind: pa.DataType, plain: pa.DataType) -> SqlColumn:
    sql = called
    if pa.types.is_floating(plain):
        if pa.types.is_duration(kind):
            sql = f"{called} / {_PER_SECOND[kind.unit]}"
        # not a number, infinite, and beyond what a model takes: missing, as in a frame
        bound = f"CAST({sql} AS DOUBLE)"
        sql = f"CASE WHEN {bound} BETWEEN -{LARGEST!r} AND {LARGEST!r} THEN {bound} END"
    elif pa.types.is_integer(plain):
        sql = f"CAST({called} AS BIGINT)"
    elif pa.types.is_timestamp(plain):
        sql = f"make_timestamp(epoch_us({called}))"
    elif pa.types.is_string(plain):
        sql = f"CAST({called} AS VARCHAR)"
    return SqlColumn(name, called, sql, plain)


_PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}
