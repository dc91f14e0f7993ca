"""The run folder: where each file of a run lies, and nothing else knows.

``runs/<study>/<run-id>/`` holds ``run.json``, ``notebooks/NN-step.ipynb``,
``artifacts/<step>/``, ``bundle/`` and ``report.html``. Paths are made of ids.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from mlbench.errors import StoreError, did_you_mean, shorten
from mlbench.store import files, ids
from mlbench.store.lock import RunLock, is_held
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State

#: The study name of drafts: notebooks opened by hand.
DRAFT = "draft"
#: ``NAME~N``: so many runs before the newest.
_BEFORE = re.compile(r"(?P<name>[^~]+)~(?P<count>\d{1,6})")
#: What is said of a run whose process is gone.
LOST = "The process that ran it is gone: it was killed, or the machine went down."
_MADE_AT = re.compile(r"(\d{8})-(\d{6})-(\d{3})-")


@dataclass(frozen=True)
class RunFolder:
    """The places of one run.

    Parameters
    ----------
    path : Path
        The run's own folder.
    """

    path: Path

    @property
    def record_path(self) -> Path:
        """The run record."""
        return self.path / "run.json"

    @property
    def bundle(self) -> Path:
        """The folder of the exported model."""
        return self.path / "bundle"

    @property
    def report(self) -> Path:
        """The one page to share."""
        return self.path / "report.html"

    def notebook(self, number: int, step: str) -> Path:
        """Return the place of an executed notebook; steps are numbered from 1."""
        return self.path / "notebooks" / f"{number:02d}-{ids.slug(step)}.ipynb"

    def artifacts(self, step: str) -> Path:
        """Return the folder of what a step saved."""
        return self.path / "artifacts" / ids.slug(step)

    def read(self) -> RunRecord:
        """Read the run record.

        Raises
        ------
        StoreError
            There is none, or it can't be read.
        """
        record = self.read_as_written()
        if record.state is State.RUNNING and record.name != DRAFT and not is_held(self.path):
            _mark_lost(record)
        return record

    def read_as_written(self) -> RunRecord:
        """Read the run record without asking whether the process that wrote it still lives.

        Raises
        ------
        StoreError
            There is none, or it can't be read.
        """
        try:
            stored = json.loads(self.record_path.read_bytes())
        except FileNotFoundError:
            raise StoreError(
                f"{self.path} is not a run folder: it has no run.json.",
                next_step="List the runs with 'mlbench runs'.",
            ) from None
        except OSError as error:
            raise StoreError(
                f"{self.record_path} can't be read: {error.strerror or error}.",
                next_step="Make it readable, or move the run folder away.",
            ) from error
        except (ValueError, RecursionError) as error:
            raise StoreError(
                f"{self.record_path} can't be read as JSON: {shorten(str(error))}.",
                next_step="The executed notebooks beside it are whole; run the study again.",
                code="STATE_CORRUPT",
            ) from error
        try:
            return RunRecord.from_json(stored)
        except (TypeError, ValueError, AttributeError) as error:
            raise StoreError(
                f"{self.record_path} is JSON, but no run record: {shorten(str(error))}.",
                next_step="The executed notebooks beside it are whole; run the study again.",
                code="STATE_CORRUPT",
            ) from error

    def write(self, record: RunRecord) -> None:
        """Write the run record."""
        files.write_json(self.record_path, record.to_json())


def _mark_lost(record: RunRecord) -> None:
    """Say what became of a run whose process is gone without having said so itself."""
    record.state = State.LOST
    for step in record.steps:
        if step.state is State.RUNNING:
            step.state = State.LOST
            record.error = {"step": step.name, "code": "LOST", "message": LOST}
        elif step.state is State.PENDING:
            step.state = State.NOT_RUN


def new_folder(runs: Path, study: str, run_id: str) -> RunFolder:
    """Make the folder of a new run.

    Raises
    ------
    StoreError
        The folder exists (when a live process runs in it, the sentence names that one),
        or the place can't be written.
    """
    path = runs / ids.slug(study) / run_id
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        with RunLock(path):
            pass  # a live holder is named by the lock's own error
        raise StoreError(
            f"The run folder {path} already exists; nothing of it was touched.",
            next_step="Leave out --run-id for a fresh one, or choose another.",
            code="RUN_EXISTS",
        ) from None
    except OSError as error:
        raise StoreError(
            f"The run folder {path} can't be made: {error.strerror}.",
            next_step="Choose a folder that can be written, with --runs or MLBENCH_RUNS.",
            code="NOT_WRITABLE",
        ) from error
    return RunFolder(path)


def all_folders(runs: Path, study: str | None = None) -> Iterator[RunFolder]:
    """Yield the run folders below `runs`, the newest first; drafts are passed over.

    No record is read. An id that mlbench made says when; a run whose id a person chose
    stands where its record was last written.
    """
    studies = [runs / ids.slug(study)] if study else _folders_in(runs)
    found = [RunFolder(path) for s in studies if s.name != DRAFT for path in _folders_in(s)]
    for folder in sorted(found, key=lambda f: (made_at(f), f.path), reverse=True):
        if folder.record_path.is_file():
            yield folder


def _folders_in(folder: Path) -> list[Path]:
    with suppress(OSError), os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir()]
    return []


def made_at(folder: RunFolder) -> float:
    """Return when a run was made, in seconds since 1970; its record is not read."""
    found = _MADE_AT.match(folder.path.name)
    with suppress(ValueError, OSError):
        if found is None:
            return folder.record_path.stat().st_mtime
        return datetime.fromisoformat("{}T{}.{}+00:00".format(*found.groups())).timestamp()
    return 0.0


def find_folder(runs: Path, name: str) -> RunFolder:
    """Return a run by its path, its id, the start of its id, its study, or ``latest``.

    ``latest~1`` is the run before the latest, ``study~2`` the second before a study's newest.

    Raises
    ------
    StoreError
        No run, or more than one, goes by that name.
    """
    before = _BEFORE.fullmatch(name)
    if before:
        study = None if before["name"] == "latest" else before["name"]
        found = next(islice(all_folders(runs, study), int(before["count"]), None), None)
        return found or _by_start(runs, name)
    as_path = Path(name)
    if (as_path / "run.json").is_file():
        return RunFolder(as_path.resolve())
    found = None
    if name == "latest":
        found = next(all_folders(runs), None)
    elif name:
        found = _with_id(runs, name) or next(all_folders(runs, name), None)
    return found or _by_start(runs, name)


def _with_id(runs: Path, name: str) -> RunFolder | None:
    """Return the run of an id, or of ``study/id``; of several the newest."""
    study, _, wanted = name.rpartition("/")
    if not ids.is_run_id(wanted):
        return None
    exact = [RunFolder(f / wanted) for f in _folders_in(runs) if f.name != DRAFT]
    there = [folder for folder in exact if folder.record_path.is_file()]
    named = [folder for folder in there if folder.path.parent.name == study.rpartition("/")[2]]
    return max(named or there, key=made_at) if there else None


def _by_start(runs: Path, name: str) -> RunFolder:
    known = list(all_folders(runs))
    wanted = name.rsplit("/", 1)[-1]
    close = [f for f in known if wanted and f.path.name.startswith(wanted)]
    if len(close) == 1:
        return close[0]
    if close:
        choice = ", ".join(f.path.name for f in close[:5])
        raise StoreError(
            f"'{name}' is the start of {len(close)} run ids: {choice}.",
            next_step="Type more of the id.",
        )
    raise StoreError(
        f"There is no run '{name}' in {runs}. {did_you_mean(name, [f.path.name for f in known])}",
        next_step="List the runs with 'mlbench runs'.",
    )
