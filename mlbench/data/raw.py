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

#: The role, and the usual name, of a column that says which part of a split a row belongs to.
PART = "part"


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
        ``time`` of series; ``part`` of the split that the data brings.
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


@runtime_checkable
class PartSource(Protocol):
    """A source whose tables bring a split of their own that they don't show unasked.

    What a source gives anyway needs no such method: it names the column by the role ``part``.
    """

    def read_parts(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the rows of all parts, for ``split: predefined``.

        Parameters are those of :meth:`OptionSource.read_with`.

        Returns
        -------
        RawTable
            One with a column of the role ``part`` that says ``train`` or ``test``.

        Raises
        ------
        DataError
            There is no such table, or it can't be used.
        """
