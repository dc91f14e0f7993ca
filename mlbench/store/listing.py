"""All runs in brief, of which only the changed ones are read.

What was read of a record is kept in ``runs/.listing`` beside the record's size, times
and inode. A record that differs in any of these is read again, so the file only saves
work: it is never trusted over a record, and when it is damaged, or of another form, all
records are read anew. Its first line is the SHA-256 of the rest.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from mlbench.errors import MlbenchError, StoreError, shorten
from mlbench.store import files, ids
from mlbench.store.brief import COLUMNS, Brief, brief_of
from mlbench.store.folder import LOST, RunFolder, all_folders, made_at
from mlbench.store.lock import is_held
from mlbench.store.record import FORMAT
from mlbench.vocabulary import State

FILE_NAME = ".listing"
#: A change of what is kept, or of how it is read from a record, changes this.
_FORM = [1, FORMAT, *COLUMNS]
#: A record younger than this may change again without a change of its times.
_UNSETTLED_NS = 2_000_000_000

_Mark = list[int]
_Known = dict[str, tuple[_Mark, Brief]]


@dataclass(frozen=True)
class Listed:
    """One run of a list.

    Attributes
    ----------
    folder : RunFolder
        Where it lies.
    brief : Brief or None
        What its record says; None when it can't be read.
    problem : str
        Why it can't be read, in a sentence; else empty.
    """

    folder: RunFolder
    brief: Brief | None
    problem: str = ""

    @property
    def place(self) -> str:
        """The folder relative to that of all runs."""
        return _place(self.folder)


def read_newest(runs: Path, study: str | None, limit: int) -> list[Listed]:
    """Return the newest runs in brief; no other record is read.

    Parameters
    ----------
    runs : Path
        The folder of all runs.
    study : str or None
        Only the runs of this study.
    limit : int
        How many at most, in [0, inf).
    """
    newest = islice(all_folders(runs, study), limit)
    return newest_first(map(read_one, newest))


def read_one(folder: RunFolder) -> Listed:
    """Return one run in brief, from its record as it is now."""
    return _listed(folder, _read(folder))


def read_all(runs: Path, study: str | None = None) -> list[Listed]:
    """Return all runs in brief, the newest first; drafts are passed over.

    Parameters
    ----------
    runs : Path
        The folder of all runs.
    study : str, optional
        Only the runs of this study.
    """
    known = _load(runs)
    kept: _Known = {}
    found: list[Listed] = []
    settled_ns = time.time_ns() - _UNSETTLED_NS
    for folder in all_folders(runs, study):
        mark, place = _mark(folder), _place(folder)
        before = known.get(place)
        brief = before[1] if before and before[0] == mark else _read(folder)
        if isinstance(brief, Brief) and max(mark[1:3], default=settled_ns) < settled_ns:
            kept[place] = mark, brief
        found.append(_listed(folder, brief))
    if study:  # nobody has looked at the others
        mine = f"{ids.slug(study)}/"
        kept |= {place: row for place, row in known.items() if not place.startswith(mine)}
    if kept != known:
        _save(runs, kept)
    return newest_first(found)


def _place(folder: RunFolder) -> str:
    return f"{folder.path.parent.name}/{folder.path.name}"


def _mark(folder: RunFolder) -> _Mark:
    """Return what changes with the record; a file that is written anew has another inode."""
    with suppress(OSError):
        found = folder.record_path.stat()
        return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
    return []


def _read(folder: RunFolder) -> Brief | str:
    """Return the brief of a record as it was written, or why there is none."""
    try:
        return brief_of(folder.read_as_written())
    except MlbenchError as error:
        return error.mistakes[0]
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
        return f"{folder.record_path} is no run record: {shorten(repr(error))}."


def _listed(folder: RunFolder, found: Brief | str) -> Listed:
    if isinstance(found, str):
        return Listed(folder, None, found)
    if found.state is State.RUNNING and not is_held(folder.path):
        found = replace(found, state=State.LOST, error=LOST)
    return Listed(folder, found)


def newest_first(found: Iterable[Listed]) -> list[Listed]:
    """Return runs sorted by their start; one whose start is not known by its folder's making."""

    def moment(listed: Listed) -> float:
        started = listed.brief.started if listed.brief else ""
        return datetime.fromisoformat(started).timestamp() if started else made_at(listed.folder)

    return sorted(found, key=lambda listed: (moment(listed), listed.place), reverse=True)


def _load(runs: Path) -> _Known:
    try:
        digest, _, body = (runs / FILE_NAME).read_bytes().partition(b"\n")
        if digest.decode() != hashlib.sha256(body).hexdigest():
            return {}
        kept = json.loads(body)
        if kept["form"] != _FORM:
            return {}
        return {place: (mark, Brief.from_row(row)) for place, mark, row in kept["runs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _save(runs: Path, kept: _Known) -> None:
    rows = [[place, mark, brief.to_row()] for place, (mark, brief) in kept.items()]
    body = json.dumps({"form": _FORM, "runs": rows}, separators=(",", ":")).encode()
    with suppress(StoreError):  # a folder that can't be written can still be listed
        files.write_bytes(
            runs / FILE_NAME, hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        )
