"""A list of runs that stays up to date at the cost of what changed.

A study's folder has another time when a run comes or goes, and only a run that is not over
changes its record. So a look at 10,000 finished runs is a look at a few folders.
"""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from mlbench.store import ids
from mlbench.store.folder import DRAFT, RunFolder
from mlbench.store.listing import Listed, newest_first, read_all, read_one
from mlbench.vocabulary import State

#: A folder younger than this may change again without a change of its time.
_UNSETTLED_NS = 2_000_000_000


class RunList:
    """The runs of a folder, the newest first.

    Parameters
    ----------
    runs : Path
        The folder of all runs.
    study : str or None
        Only the runs of this study.

    Attributes
    ----------
    listed : list of Listed
        The runs as they were when they were last looked at.
    """

    def __init__(self, runs: Path, study: str | None = None) -> None:
        self.runs = runs
        self.study = study
        self.listed: list[Listed] = []
        self._times: dict[Path, int] = {}
        self._without_record: set[Path] = set()

    @property
    def active(self) -> list[Listed]:
        """The runs that are not over."""
        return [one for one in self.listed if one.brief and not one.brief.state.is_final]

    def find(self, place: str) -> Listed | None:
        """Return a run by its place, as ``study/run-id``."""
        return next((one for one in self.listed if one.place == place), None)

    def read(self) -> None:
        """Look at every record that changed since anybody listed the runs."""
        self._times = {folder: _time(folder) for folder in self._studies()}
        self._without_record = set()
        self.listed = read_all(self.runs, self.study)

    def refresh(self) -> bool:
        """Look at what may have changed since; return whether the list is another one now.

        A record of a run that is over is not looked at: :meth:`read` does that.
        """
        known = {one.folder.path: one for one in self.listed}
        before = dict(known)
        for folder in {*self._studies(), *self._times}:
            found = _time(folder)
            if self._times.get(folder) != found:
                self._times[folder] = found
                self._look_through(folder, known)
        for path in [*self._without_record, *(one.folder.path for one in self.active)]:
            self._look_at(path, known)
        if known == before:
            return False
        self.listed = newest_first(known.values())
        return True

    def _studies(self) -> list[Path]:
        if self.study:
            return [self.runs / ids.slug(self.study)]
        with suppress(OSError):
            return [p for p in self.runs.iterdir() if p.name != DRAFT and p.is_dir()]
        return []

    def _look_through(self, study: Path, known: dict[Path, Listed]) -> None:
        """Note what came to a study's folder, and forget what has gone from it."""
        there: set[Path] = set()
        with suppress(OSError):
            there = set(study.iterdir())
        for path in [path for path in known if path.parent == study and path not in there]:
            del known[path]
        self._without_record |= {path for path in there - known.keys() if path.is_dir()}

    def _look_at(self, path: Path, known: dict[Path, Listed]) -> None:
        folder = RunFolder(path)
        if folder.record_path.is_file():
            known[path] = read_one(folder)
            self._without_record.discard(path)
            return
        known.pop(path, None)
        if not path.is_dir():
            self._without_record.discard(path)


def _time(folder: Path) -> int:
    """Return when a folder changed; so recent a time that it tells nothing is never the same."""
    with suppress(OSError):
        changed, now = folder.stat().st_mtime_ns, time.time_ns()
        return changed if changed < now - _UNSETTLED_NS else -now
    return 0


def is_running(listed: Listed) -> bool:
    """Whether a run goes on now."""
    return listed.brief is not None and listed.brief.state is State.RUNNING
