"""The run folder: where each file of a run lies, and nothing else knows.

``runs/<study>/<run-id>/`` holds ``run.json``, ``notebooks/NN-step.ipynb``,
``artifacts/<step>/``, ``bundle/`` and ``report.html``. Paths are made of ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlbench.errors import StoreError, did_you_mean
from mlbench.store import files, ids
from mlbench.store.lock import RunLock, is_held
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State

#: The study name of drafts: notebooks opened by hand.
DRAFT = "draft"
_LOST = "The process that ran it is gone: it was killed, or the machine went down."


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
        try:
            stored = json.loads(self.record_path.read_bytes())
        except FileNotFoundError:
            raise StoreError(
                f"{self.path} is not a run folder: it has no run.json.",
                next_step="List the runs with 'mlbench runs'.",
            ) from None
        except ValueError as error:
            raise StoreError(
                f"{self.record_path} can't be read as JSON: {error}.",
                next_step="The executed notebooks beside it are whole; run the study again.",
                code="STATE_CORRUPT",
            ) from error
        record = RunRecord.from_json(stored)
        if record.state is State.RUNNING and record.name != DRAFT and not is_held(self.path):
            _mark_lost(record)
        return record

    def write(self, record: RunRecord) -> None:
        """Write the run record."""
        files.write_json(self.record_path, record.to_json())


def _mark_lost(record: RunRecord) -> None:
    """Say what became of a run whose process is gone without having said so itself."""
    record.state = State.LOST
    for step in record.steps:
        if step.state is State.RUNNING:
            step.state = State.LOST
            record.error = {"step": step.name, "code": "LOST", "message": _LOST}
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
    """Yield the run folders below `runs`, the newest first; drafts are passed over."""
    pattern = f"{ids.slug(study)}/*/run.json" if study else "*/*/run.json"
    found = [p.parent for p in runs.glob(pattern) if p.parent.parent.name != DRAFT]
    for path in sorted(found, key=lambda p: p.name, reverse=True):
        yield RunFolder(path)


def find_folder(runs: Path, name: str) -> RunFolder:
    """Return a run by its path, its id, the start of its id, its study, or ``latest``.

    Raises
    ------
    StoreError
        No run, or more than one, goes by that name.
    """
    as_path = Path(name)
    if (as_path / "run.json").is_file():
        return RunFolder(as_path.resolve())
    known = list(all_folders(runs))
    if known and name == "latest":
        return known[0]
    wanted = name.rsplit("/", 1)[-1]
    exact = [f for f in known if f.path.name == wanted or f.path.parent.name == ids.slug(name)]
    close = exact or [f for f in known if wanted and f.path.name.startswith(wanted)]
    if close and (exact or len(close) == 1):
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
