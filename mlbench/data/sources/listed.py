"""What a source says of the data sets that it knows by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable


@dataclass(frozen=True)
class Listed:
    """A data set that goes by a name, as ``mlbench data list`` shows it.

    Parameters
    ----------
    name : str
        What :func:`mlbench.load` takes; ``word:...`` for a kind of source.
    rows : int, optional
        Its number of rows; of the part to train on, where it brings a split.
    test_rows : int, optional
        The rows of the part to test on.
    target : str, optional
        The column that it is usually asked to predict.
    licence, origin : str
        What it may be used for, and where it comes from.
    file : Path, optional
        Where it lies on this machine.
    here : bool, optional
        Whether it can be read without a network; None where nothing is known of that.
    address : str
        Where it can be fetched, its content checked; "" where it can't be.
    """

    name: str
    rows: int | None = None
    test_rows: int | None = None
    target: str | None = None
    licence: str = ""
    origin: str = ""
    file: Path | None = None
    here: bool | None = None
    address: str = ""

    def row(self) -> list[str]:
        """Return the cells of a line about it."""
        rows = "" if self.rows is None else f"{self.rows:,}"
        rows += f" + {self.test_rows:,}" if self.test_rows else ""
        return [self.name, rows, self.target or "", self.licence, self._here(), self.origin]

    def _here(self) -> str:
        if self.here is None:
            return ""
        return "yes" if self.here else "can be fetched" if self.address else "no"

    def facts(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it."""
        return {
            "name": self.name,
            "rows": self.rows,
            "test_rows": self.test_rows,
            "target": self.target,
            "licence": self.licence or None,
            "origin": self.origin or None,
            "address": self.address or None,
            "offline": bool(self.here),
            "file": str(self.file) if self.file else None,
        }


@runtime_checkable
class ListedSource(Protocol):
    """A source that says which data sets it knows; declared and found as any other source."""

    def listed(self) -> Sequence[Listed]:
        """Return them, the ones used most first. Nothing is read or fetched for it."""
