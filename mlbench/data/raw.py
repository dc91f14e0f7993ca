"""A table as a source gives it, before it has a task and a split; and what a source is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import pandas as pd

from mlbench.data.reading.options import ReadOptions
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
    folder : Path, optional
        What the paths of images and sounds in `frame` are relative to.
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
    folder: Path | None = None


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


@runtime_checkable
class OptionSource(Protocol):
    """A source that takes options of reading, and paths relative to a study's folder.

    Declared and found as any other :class:`Source`.
    """

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the table that goes by the text after the colon.

        Parameters
        ----------
        name : str
            The text after the colon.
        options : ReadOptions
            How it is read.
        places : sequence of Path
            The folders that a relative path is looked for in, in this order.

        Raises
        ------
        DataError
            There is no such table, or it can't be used.
        """
