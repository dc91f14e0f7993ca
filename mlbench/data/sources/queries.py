"""What databases of all kinds are asked for, and how their refusals are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import DataError, did_you_mean, listing, shorten
from mlbench.secrets.addresses import without_passwords


def query_of(
    options: ReadOptions, tables: list[str], where: str, quote: Callable[[str], str]
) -> str:
    """Return the query that was asked for, or the one for a table.

    Parameters
    ----------
    options : ReadOptions
        Its ``query`` or ``table``; neither where the database has a single table.
    tables : list of str
        The tables and views there are.
    where : str
        The database's name, for errors.
    quote : callable
        Quotes a table's name for the database.

    Raises
    ------
    DataError
        Both or none were given, or there is no such table.
    """
    if options.query and options.table:
        raise _option("One of the options 'query' and 'table' must be given. Got both.")
    if options.query:
        return options.query
    if not options.table and len(tables) != 1:
        known = f" Known: {listing(tables)}." if tables else ""
        raise DataError(
            f"One of the {len(tables):,} tables of {where} must be named. Got none.{known}",
            next_step="Pass read={'table': ...} or read={'query': 'select ...'}.",
            code="DATA_OPTION",
        )
    table = options.table or tables[0]
    if table not in tables:
        raise _option(
            f"The option 'table' must name a table of {where}. Got '{shorten(table)}'. "
            f"{did_you_mean(table, tables)}"
        )
    return f"SELECT * FROM {quote(table)}"  # noqa: S608 - one of the tables there are


def only_table(options: ReadOptions, tables: list[str]) -> list[Remark]:
    """Return what is said of a table that was not named."""
    if options.query or options.table:
        return []
    return [Remark(Topic.FILE, f"The only table '{shorten(tables[0], 60)}' was read.")]


@contextmanager
def told(where: str, *errors: type[Exception]) -> Iterator[None]:
    """Say in a sentence, without a password, what a database has against it.

    Parameters
    ----------
    where : str
        The database's name.
    *errors
        What it raises, besides SQLAlchemy's own.
    """
    known: tuple[type[Exception], ...] = (SQLAlchemyError, *errors)
    try:
        yield
    except known as error:
        raise _refusal(where, error) from None
    except ImportError as error:
        raise DataError(
            f"{where} can't be opened: {error}.",
            next_step="Install the driver of the database into this environment.",
            code="DATA_DATABASE",
        ) from None


def _refusal(where: str, error: Exception) -> DataError:
    reason = without_passwords(str(getattr(error, "orig", None) or error))
    if isinstance(error, ArgumentError | NoSuchModuleError):
        reason = f"no such kind of database is known ({reason})"
    locked = "locked" in reason or "Could not set lock" in reason
    step = "Wait until the program that holds it is done, or end that program."
    return DataError(
        f"{shorten(where, 200)} can't be read: {shorten(reason, 250)}.",
        next_step=step if locked else "Correct the address, or the query.",
        code="DATA_LOCKED" if locked else "DATA_DATABASE",
    )


def _option(sentence: str) -> DataError:
    return DataError(sentence, next_step="Correct the option under 'read'.", code="DATA_OPTION")
