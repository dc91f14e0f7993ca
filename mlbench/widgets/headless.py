"""A headless run that a form starts: a process of its own, watched through its run folder.

It is ``mlbench run`` itself, in a session of its own, so it goes on when the notebook is
closed or its kernel ends; then ``mlbench runs`` lists it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from mlbench.errors import MlbenchError, shorten
from mlbench.settings import settings
from mlbench.store import ids, progress
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord
from mlbench.vocabulary import State

#: Seconds from one look to the next.
_EVERY: Final = 0.3
#: What a kernel, and the server that started it, add to the environment of a program.
_OF_THE_KERNEL = {"JPY_PARENT_PID", "JPY_SESSION_NAME", "MLBENCH_STEP"}
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)


@dataclass(frozen=True)
class Status:
    """How a headless run stands.

    Attributes
    ----------
    state : str
        A state of a run, or ``starting``, ``refused``.
    words : str
        Step, cell and heading while it runs; how it ended afterwards.
    seconds : float
        Time since the start.
    share : float
        Cells done of all cells, in [0, 1].
    ended : bool
        Whether nothing more will happen.
    sentences : tuple of str
        What went wrong.
    """

    state: str
    words: str = ""
    seconds: float = 0.0
    share: float = 0.0
    ended: bool = False
    sentences: tuple[str, ...] = ()


class HeadlessRun:
    """One run, from its start to its end.

    Parameters
    ----------
    words : sequence of str
        What follows ``mlbench``, as it is shown for copying.
    notebook : Path
        The notebook; its folder is the working directory.
    tell : callable
        Called with the status, from a thread, about three times a second and at the end.
    typed : sequence of str
        The lines that it reads from its standard input: secrets that the words write ``-``.

    Attributes
    ----------
    stops : int
        How many times it was asked to end.
    """

    def __init__(
        self,
        words: Sequence[str],
        notebook: Path,
        tell: Callable[[Status], None],
        typed: Sequence[str] = (),
    ) -> None:
        self.run_id = ids.new_run_id()
        self.folder = RunFolder(settings().runs / ids.slug(notebook.stem) / self.run_id)
        self.words = [*words, "--run-id", self.run_id, "--quiet"]
        self.notebook = notebook
        self._tell = tell
        self._typed = "".join(f"{line}\n" for line in typed).encode()
        self.stops = 0
        self._said: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start the process, and the thread that watches it."""
        environment = {k: v for k, v in os.environ.items() if k not in _OF_THE_KERNEL}
        if "inline" in environment.get("MPLBACKEND", ""):
            del environment["MPLBACKEND"]  # the kernel's own
        self._started = time.monotonic()
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - the thread closes it
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "mlbench.widgets.starter", *self.words],
            cwd=self.notebook.parent,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=self._said,
            start_new_session=True,
        )
        threading.Thread(target=self._watch, name=f"run {self.run_id}", daemon=True).start()

    def stop(self) -> None:
        """Ask it to end as Ctrl-C does; asked again, less politely."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(_SIGNALS[min(self.stops, len(_SIGNALS) - 1)])
            self.stops += 1

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self.stops > 0

    @property
    def executed(self) -> Path:
        """The executed notebook."""
        return self.folder.notebook(1, self.notebook.stem)

    def _type(self) -> None:
        """Write what it reads, and keep nothing of it."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(self._typed)
        self._typed = b""

    def _watch(self) -> None:
        assert self._process is not None
        self._type()
        while True:
            try:
                self._process.wait(_EVERY)
            except subprocess.TimeoutExpired:
                self._tell(self._look())
                continue
            break
        self._tell(self._ending(self._process.returncode))

    def _look(self) -> Status:
        seconds = time.monotonic() - self._started
        if not self.folder.record_path.is_file():
            return Status("starting", "looking at notebook and data", seconds)
        try:
            record = self.folder.read()
        except MlbenchError:
            return Status("running", "", seconds)
        places = progress.read(self.folder.path)
        if record.state.is_final:
            return Status(str(record.state), "the report is written", seconds, 1.0)
        if not places:
            return Status("running", "its kernel starts", seconds)
        [place, *_] = places  # a notebook by itself is a run of one step
        heading = f" · {place.heading}" if place.heading else ""
        words = f"step {place.step} · cell {place.cell} of {place.cells}{heading}"
        return Status("running", words, seconds, (place.cell - 1) / max(place.cells, 1))

    def _ending(self, code: int) -> Status:
        seconds = time.monotonic() - self._started
        said = self._last_words()
        if not self.folder.record_path.is_file():
            state = "killed" if self.stopping else "refused"
            words = "stopped before its first cell" if self.stopping else "nothing was started"
            told = () if self.stopping else tuple(said)
            return Status(state, words, seconds, ended=True, sentences=told)
        try:
            record = self.folder.read()
        except MlbenchError as error:
            return Status("lost", "", seconds, ended=True, sentences=error.mistakes)
        stopped = record.state is State.KILLED
        return Status(
            str(record.state),
            _how_it_ended(record),
            record.seconds or seconds,
            _share(record),
            ended=True,
            sentences=() if stopped or not code else tuple(said),
        )

    def _last_words(self) -> list[str]:
        assert self._said is not None
        self._said.seek(0)
        lines = [line.strip() for line in self._said.read()[-20_000:].splitlines()]
        self._said.close()
        errors = [line for line in lines if line.startswith(("Error: ", "Next: "))]
        return [shorten(line.removeprefix("Error: "), 600) for line in errors or lines[-1:]]


def _share(record: RunRecord) -> float:
    cells = sum(step.cells for step in record.steps)
    return sum(step.cells_done for step in record.steps) / cells if cells else 0.0


def _how_it_ended(record: RunRecord) -> str:
    done = sum(step.cells_done for step in record.steps)
    cells = sum(step.cells for step in record.steps)
    return f"{done} of {cells} cells"
