"""What goes by a name, and whether it is on this machine."""

from __future__ import annotations

from collections.abc import Sequence

from mlbench import plugins
from mlbench.data.sources.fetching import local_file
from mlbench.data.sources.finding import GROUP
from mlbench.data.sources.listed import Listed, ListedSource
from mlbench.data.sources.named import NAMED, NamedTable
from mlbench.errors import RefusedInput, shorten


def all_named() -> list[Listed]:
    """Return the named data sets, then those of the sources that packages bring.

    A source that says nothing of its data sets is listed by its word; so is one that can't be
    imported, with the reason.
    """
    tables = [_table(name, entry) for name, entry in NAMED.items()]
    return [*tables, *(one for word in plugins.names(GROUP) for one in _of_package(word))]


def _table(name: str, entry: NamedTable) -> Listed:
    file = local_file(entry)
    return Listed(
        name=name,
        rows=entry.rows,
        test_rows=entry.test.rows if entry.test else None,
        target=entry.target,
        licence=entry.licence,
        origin=entry.origin,
        file=file,
        here=file is not None,
        address=entry.address,
    )


def _of_package(word: str) -> Sequence[Listed]:
    try:
        source = plugins.load(GROUP, word)()
    except RefusedInput as error:
        return [Listed(f"{word}:...", origin=shorten(str(error), 120))]
    if isinstance(source, ListedSource):
        return source.listed()
    return [Listed(f"{word}:...", origin="a kind of source that is installed")]
