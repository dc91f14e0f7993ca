"""Tables and queries of whatever database SQLAlchemy speaks to."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import entry_points
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import sqlalchemy as sql

from mlbench.data.reading.batches import Batches
from mlbench.data.reading.options import ReadOptions
from mlbench.data.reading.values import ValueColumn, batch_of
from mlbench.data.sources.duck import DIALECT, read_duck
from mlbench.data.sources.queries import only_table, query_of, told
from mlbench.secrets.addresses import without_passwords

SUFFIXES = (".sqlite", ".sqlite3", ".db")
_DIALECTS = {"sqlite", "postgresql", "mysql", "mariadb", "oracle", "mssql", DIALECT}
_ADDRESS = re.compile(r"([a-z][a-z0-9_]*)(\+[a-z0-9_]+)?://", re.IGNORECASE)
#: Rows that are fetched at a time.
ROWS = 20_000
#: Seconds that a locked SQLite file is waited for.
PATIENCE = 1.0


def is_database(source: str) -> bool:
    """Whether a source is the address of a database.

    >>> is_database("sqlite:///x.db"), is_database("https://host/x.csv")
    (True, False)
    """
    found = _ADDRESS.match(source)
    if found is None:
        return False
    brought = {point.name.partition(".")[0] for point in entry_points(group="sqlalchemy.dialects")}
    return found[1].lower() in _DIALECTS | brought


def file_of(source: str) -> Path | None:
    """Return the file of a database that is one; None for others.

    >>> file_of("sqlite:///a/b.db"), file_of("postgresql://host/b")
    (PosixPath('a/b.db'), None)
    """
    dialect, _, place = source.partition(":///")
    known = dialect.partition("+")[0] in ("sqlite", DIALECT)
    return Path(place.partition("?")[0]) if known and place else None


def read_database(source: str, options: ReadOptions) -> Batches:
    """Open a table, or the result of a query; nothing is ever written.

    Parameters
    ----------
    source : str
        The address, as SQLAlchemy takes it.
    options : ReadOptions
        Its ``query`` or ``table``; neither where the database has a single table.

    Raises
    ------
    DataError
        The database can't be opened or is locked, or the query is wrong. No sentence shows
        a password.
    """
    where = without_passwords(source)
    with told(where):
        return _read(sql.create_engine(source), where, options)


def read_sqlite(path: Path, options: ReadOptions) -> Batches:
    """Open a table of an SQLite file, or the result of a query; see :func:`read_database`."""

    def connect() -> sqlite3.Connection:
        # SQLite makes a file that is not there, unless it is told to read only
        place = f"file:{quote(str(path.resolve()))}?mode=ro"
        return sqlite3.connect(place, uri=True, timeout=PATIENCE, check_same_thread=False)

    with told(path.name):
        engine = sql.create_engine("sqlite://", creator=connect, poolclass=sql.NullPool)
        return _read(engine, path.name, options)


def read_file_database(source: str, file: Path, options: ReadOptions) -> Batches:
    """Open a database that is a file, by its address."""
    return (read_duck if source.startswith(DIALECT) else read_sqlite)(file, options)


def _read(engine: sql.Engine, where: str, options: ReadOptions) -> Batches:
    tables = [] if options.query else _tables(engine)
    statement = query_of(options, tables, where, engine.dialect.identifier_preparer.quote)
    connection = engine.connect().execution_options(stream_results=True)
    result = connection.exec_driver_sql(statement)
    said = only_table(options, tables)
    return Batches(
        list(result.keys()),
        lambda name, _: ValueColumn(name, options.missing),
        _pieces(connection, result, where),
        lambda: list(said),
    )


def _pieces(
    connection: sql.Connection, result: sql.CursorResult[tuple[object, ...]], where: str
) -> Iterator[pa.RecordBatch]:
    with told(where), closing(connection):
        while rows := result.fetchmany(ROWS):
            yield batch_of(list(zip(*rows, strict=True)))


def _tables(engine: sql.Engine) -> list[str]:
    look = sql.inspect(engine)
    return sorted([*look.get_table_names(), *look.get_view_names()])
