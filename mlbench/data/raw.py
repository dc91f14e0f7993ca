"""A table as a source gives it, before it has a task and a split; and what a source is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import pandas as pd

from mlbench.data.remarks import Event, Remark
from mlbench.data.stored import StoredTable
from mlbench.vocabulary import DataKind


@dataclass(frozen=True)
class RawTable:
    """A table as a source gives it.

    Parameters
    ----------
    name : str
        A short name, for titles.
    frame : pandas.DataFrame
        The rows, one column per name; any index is left out.
    target : str, optional
        The column that this source is usually asked to predict.
    remarks : tuple of Remark
        What was noticed about the file as a whole.
    events : tuple of Event
        What happened to single columns.
    left_out : mapping of str to str
        Columns that were left out, and why.
    kind : DataKind
        What the rows are about.
    roles : mapping of str to str
        Role -> column, for data that is more than a table: ``text``; ``image``, ``audio``
        (paths of files); ``user``, ``item``, ``value``, ``time`` of ratings; ``unit``,
        ``time`` of series.
    stored : StoredTable, optional
        All rows, where `frame` is a sample of them.
    """

    name: str
    frame: pd.DataFrame
    target: str | None = None
    remarks: tuple[Remark, ...] = ()
    events: tuple[Event, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    kind: DataKind = DataKind.TABULAR
    roles: Mapping[str, str] = field(default_factory=dict)
    stored: StoredTable | None = None


class Source(Protocol):
    """A source of named tables, found by the word before the colon.

    A package adds one under the entry point group ``mlbench.sources``: what is declared
    there is called without arguments and gives an object with this method. The object
    keeps no state; reading may be done by several threads at once and must give the
    same rows in the same order each time. What reads files that may not fit into memory
    gives a :class:`~mlbench.data.stored.StoredTable`.

    :mod:`mlbench.data.sources.contract` has the tests that hold for every source.
    """

    def read(self, name: str) -> RawTable | StoredTable:
        """Return the table that goes by the text after the colon.

        Raises
        ------
        DataError
            There is no such table; the sentence names close matches.
        """
