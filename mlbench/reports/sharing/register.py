"""What a publication says about itself: ``publication.json``, which marks it as ours.

Written before the index and after everything that it names, so what it names is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from mlbench.errors import StoreError
from mlbench.reports.sharing.names import PAGE, is_safe
from mlbench.vocabulary import State

KIND = "mlbench publication"
FORMAT = 1


@dataclass(frozen=True)
class Entry:
    """One published run.

    Attributes
    ----------
    place : str
        Its folder within the publication.
    files : dict
        Names of its files within that folder, and their sizes in bytes.
    """

    study: str
    run: str
    place: str
    headline: str
    state: State
    started: str
    files: dict[str, int]

    @property
    def page(self) -> str:
        """The name of its page within the publication."""
        return f"{self.place}/{PAGE}"

    @property
    def names(self) -> list[str]:
        """The names of all its files within the publication."""
        return [f"{self.place}/{name}" for name in self.files]

    @property
    def size(self) -> int:
        """The size of all its files in bytes."""
        return sum(self.files.values())


@dataclass(frozen=True)
class Register:
    """All runs of a publication, the newest first."""

    entries: tuple[Entry, ...] = field(default=())

    def with_(self, added: Iterable[Entry]) -> Register:
        """Return a register with runs added or replaced."""
        merged = {entry.place: entry for entry in (*self.entries, *added)}
        ordered = sorted(merged.values(), key=lambda e: (e.run, e.place), reverse=True)
        return Register(tuple(ordered))

    def only(self, is_there: Callable[[str], bool]) -> Register:
        """Return a register without the runs whose page is gone."""
        return Register(tuple(entry for entry in self.entries if is_there(entry.page)))

    def to_bytes(self) -> bytes:
        """Return the stored form."""
        runs = [asdict(entry) for entry in self.entries]
        stored = {"kind": KIND, "format": FORMAT, "runs": runs}
        return (json.dumps(stored, indent=1, ensure_ascii=True) + "\n").encode()


def parse(stored: bytes) -> Register | None:
    """Read a register; None when it is none of ours.

    Raises
    ------
    StoreError
        A newer mlbench wrote it.
    """
    try:
        content = json.loads(stored)
    except ValueError:
        return None
    if not isinstance(content, dict) or content.get("kind") != KIND:
        return None
    if content.get("format") != FORMAT:
        raise StoreError(
            f"The publication there has format {content.get('format')!r}; this mlbench knows "
            f"format {FORMAT}.",
            next_step="Publish with the mlbench that made it or a newer one, or elsewhere.",
        )
    runs = content.get("runs")
    entries = [_entry(run) for run in runs] if isinstance(runs, list) else [None]
    known = tuple(entry for entry in entries if entry is not None)
    return Register(known) if len(known) == len(entries) else None


def _entry(stored: Any) -> Entry | None:
    try:
        entry = Entry(**{**stored, "state": State(stored["state"])})
        texts = (entry.study, entry.run, entry.headline, entry.started)
        is_sound = all(isinstance(text, str) for text in texts) and all(
            is_safe(name) and isinstance(size, int)
            for name, size in zip(entry.names, entry.files.values(), strict=True)
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        return None
    # three parts at least: no run's file is one of the publication's own
    return entry if is_sound and entry.place.count("/") == 1 else None
