"""The files of a publication, each with where its content comes from."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mlbench.reports.sharing.contents import Contents
from mlbench.reports.sharing.index import index_page
from mlbench.reports.sharing.names import INDEX, REGISTER
from mlbench.reports.sharing.register import Register

#: Told while a publication is made: what is done now, how much of it, of how much.
Tell = Callable[[str, int, int], None]


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Member:
    """One file of a publication: a file that is there, or content made when it is needed.

    Parameters
    ----------
    name : str
        Its name within the publication.
    source : Path or callable
        The file, or what returns the content.
    """

    name: str
    source: Path | Callable[[], bytes]

    def open(self) -> IO[bytes]:
        """Open the content for reading."""
        if isinstance(self.source, Path):
            return self.source.open("rb")
        return io.BytesIO(self.source())


def files_beside(added: Sequence[Contents]) -> list[Member]:
    """Return the files beside the pages of runs."""
    return [
        Member(f"{contents.entry.place}/{name}", contents.folder.path / name)
        for contents in added
        for name in contents.files
    ]


def pages(added: Sequence[Contents]) -> list[Member]:
    """Return the pages of runs."""
    return [Member(contents.entry.page, contents.page) for contents in added]


def closing(register: Register) -> list[Member]:
    """Return the two files that are written last: what is there, and the first page."""
    return [
        Member(REGISTER, register.to_bytes),
        Member(INDEX, lambda: index_page(register)),
    ]
