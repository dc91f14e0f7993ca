"""Tables and queries of DuckDB files, read by DuckDB itself.

DuckDB is imported where it is needed: its import starts a thread, and kernels are forked
from a process without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from mlbench.data.reading.batches import ROWS, Batches
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.parquet import columns_at, usable_columns
from mlbench.data.reading.typed import TypedColumn
from mlbench.data.sources.queries import only_table, query_of, told
from mlbench.data.sql import sql_name

if TYPE_CHECKING:
    import duckdb

DIALECT = "duckdb"
SUFFIXES = (".duckdb", ".ddb")
_TABLES = "SELECT table_name FROM information_schema.tables ORDER BY 1"


def read_duck(path: Path, options: ReadOptions) -> Batches:
    """Open a table, or the result of a query; the file is opened for reading only.

    Raises
    ------
    DataError
        The file is no database or is locked, or the query is wrong.
    """
    import duckdb  # noqa: PLC0415 - see above

    with told(str(path), duckdb.Error):
        database = duckdb.connect(str(path), read_only=True)
        tables = [str(row[0]) for row in database.execute(_TABLES).fetchall()]
        statement = query_of(options, tables, path.name, sql_name)
        reader = database.execute(statement).to_arrow_reader(ROWS)
    names, places, events = usable_columns(reader.schema)
    said = only_table(options, tables)
    pieces = columns_at(_pieces(database, reader, str(path)), places)
    return Batches(names, TypedColumn, pieces, lambda: list(said), events)


def _pieces(
    database: duckdb.DuckDBPyConnection, reader: pa.RecordBatchReader, where: str
) -> Iterator[pa.RecordBatch]:
    import duckdb  # noqa: PLC0415 - see above

    with told(where, duckdb.Error), closing(database):
        yield from reader
