"""What holds for every source, as tests that any source can inherit.

A package that brings a source under the entry point group ``mlbench.sources`` inherits the
tests in its own test suite:

.. code-block:: python

    from mlbench.data.sources.contract import SourceContract

    class TestMySource(SourceContract):
        source = MySource
        names = ["first", "second"]
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pandas as pd

from mlbench.data.fingerprint import fingerprint, fingerprint_stored
from mlbench.data.raw import RawTable, Source
from mlbench.data.reading.columns import plain_frame
from mlbench.data.sources.listed import ListedSource
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError

#: A name that no source is expected to know.
UNKNOWN = "no such name \N{SNOWMAN}"
#: A refusal has fewer signs than this: what fits a screen.
LONGEST = 2000


class SourceContract:
    """Tests that hold for a source.

    Attributes
    ----------
    source : callable
        Called without arguments, gives the source; what the entry point names.
    names : sequence of str
        Names that it knows, at least one.
    """

    source: ClassVar[Callable[[], Any]]
    names: ClassVar[Sequence[str]]

    def _made(self) -> Source:
        made: Source = type(self).source()
        return made

    def test_every_name_gives_a_table_with_rows_and_columns(self) -> None:
        """The table is one of the two kinds, and holds something."""
        for name in self.names:
            table = self._made().read(name)
            assert isinstance(table, RawTable | StoredTable)
            assert _rows(table) > 0
            assert table.name

    def test_columns_become_plain_without_a_refusal(self) -> None:
        """Each column has a name of its own and a type that can be used."""
        for name in self.names:
            table = self._made().read(name)
            if isinstance(table, RawTable):
                frame, _ = plain_frame(table.frame, name)
                assert frame.shape == table.frame.shape

    def test_target_left_out_columns_and_roles_are_columns(self) -> None:
        """What the table says of its columns is about columns that it has."""
        for name in self.names:
            table = self._made().read(name)
            columns = _columns(table)
            target = [table.target] if table.target is not None else []
            for column in [*target, *table.left_out, *table.roles.values()]:
                assert column in columns

    def test_reading_again_gives_the_same_rows_in_the_same_order(self) -> None:
        """Also from another object, for a source keeps no state."""
        for name in self.names:
            assert _print(self._made().read(name)) == _print(self._made().read(name))

    def test_several_threads_read_at_once(self) -> None:
        """They get the same rows."""
        made = self._made()
        with ThreadPoolExecutor(4) as pool:
            prints = set(pool.map(lambda name: _print(made.read(name)), [self.names[0]] * 4))
        assert len(prints) == 1

    def test_what_was_given_is_not_changed_from_outside(self) -> None:
        """A table that its user changes does not change the next one."""
        name = self.names[0]
        table = self._made().read(name)
        if isinstance(table, RawTable):
            before = _print(table)
            table.frame.insert(0, "added", 1)
            assert _print(self._made().read(name)) == before

    def test_what_it_lists_has_names_of_its_own_and_is_looked_up_quietly(self) -> None:
        """A source need not list its data sets; one that does says the same each time."""
        made = self._made()
        if isinstance(made, ListedSource):
            listed = list(made.listed())
            names = [one.name for one in listed]
            assert names
            assert len(names) == len(set(names))
            assert listed == list(made.listed())

    def test_unknown_name_is_refused_in_a_sentence_with_a_next_step(self) -> None:
        """The error is a DataError, and short."""
        refusal = None
        try:
            self._made().read(UNKNOWN)
        except DataError as error:
            refusal = error
        assert refusal is not None
        assert refusal.next_step
        assert len(str(refusal)) < LONGEST


def _rows(table: RawTable | StoredTable) -> int:
    return len(table.frame) if isinstance(table, RawTable) else table.rows


def _columns(table: RawTable | StoredTable) -> list[str]:
    given = table.frame.columns if isinstance(table, RawTable) else table.names.values()
    return [str(column) for column in given]


def _print(table: RawTable | StoredTable) -> str:
    if isinstance(table, StoredTable):
        return fingerprint_stored(table).content
    frame: pd.DataFrame = plain_frame(table.frame, table.name)[0]
    return fingerprint(frame).content
