"""What goes by a name, and whether it is on this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.data.sources.fetching import local_file
from mlbench.data.sources.named import NAMED, NamedTable


@dataclass(frozen=True)
class Named:
    """A data set that goes by a name.

    Parameters
    ----------
    name : str
        Its name; ``word:...`` for a kind of source.
    entry : NamedTable, optional
        What is known of it.
    file : Path, optional
        Where it lies on this machine.
    """

    name: str
    entry: NamedTable | None = None
    file: Path | None = None

    @property
    def here(self) -> str:
        """Whether it can be read without a network; nothing is known of kinds of sources."""
        if self.entry is None:
            return ""
        if self.file is not None:
            return "yes"
        return "can be fetched" if self.entry.address else "no"

    def row(self) -> list[str]:
        """Return the cells of a line about it."""
        if self.entry is None:
            return [self.name, "", "", "", self.here, "a kind of source that is installed"]
        entry = self.entry
        return [
            self.name,
            f"{entry.rows:,}",
            entry.target,
            entry.licence,
            self.here,
            entry.origin,
        ]

    def facts(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it."""
        entry = self.entry
        return {
            "name": self.name,
            "rows": entry.rows if entry else None,
            "target": entry.target if entry else None,
            "licence": entry.licence if entry else None,
            "origin": entry.origin if entry else None,
            "address": entry.address or None if entry else None,
            "offline": self.here == "yes",
            "file": str(self.file) if self.file else None,
        }


def all_named() -> list[Named]:
    """Return the named data sets, then the kinds of sources that packages bring."""
    tables = [Named(name, entry, local_file(entry)) for name, entry in NAMED.items()]
    return [*tables, *(Named(f"{word}:...") for word in plugins.names("mlbench.sources"))]
