"""Fits in processes of their own, so many at a time, ended when they take too much."""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import StepFailed, shorten
from mlbench.models.search.memory import available, held
from mlbench.models.search.mother import MODULE
from mlbench.models.search.task import Answer, Job, Material

#: Seconds between two looks at the clock and the memory.
_LOOK = 0.05
#: Share of the free memory that all fits together may take.
_MEMORY_SHARE = 0.8
#: Seconds for which fits that were ended are waited for after the time is up.
_GRACE = 0.2
#: Seconds for which a fit may wait until slow modules are imported.
COMING = 15.0
#: Seconds that the process which fits are forked from may take to come up, and to be there.
_START, _DAY = 120.0, 86_400.0


@dataclass
class _Running:
    place: int
    path: Path
    began: float
    pid: int = 0
    born: int = 0
    why: str = ""
    #: whether it imports slow modules itself
    imports: bool = False

    @property
    def waits(self) -> bool:
        """Whether it may be that it waits for an import."""
        return self.imports or not self.pid


class Crew:
    """Processes that fit, and the one that they are forked from.

    Parameters
    ----------
    material : Material
        What fits can see.
    workers : int
        Fits at a time, in [1, inf).
    memory_limit : int
        Bytes that one fit may hold beyond what its process begins with; 0 for its part of
        what is free.
    tick : callable
        Called about twenty times a second while fits go on.
    coming : float
        Seconds that a fit may take beyond its limit while slow modules are imported for it.
    """

    def __init__(
        self,
        material: Material,
        workers: int,
        memory_limit: int,
        tick: Callable[[], None],
        coming: float = COMING,
    ) -> None:
        self.material = material
        self.workers = workers
        self.memory_limit = memory_limit
        self.tick = tick
        self.coming = coming
        self._asked: set[str] = set()
        self._numbers = 0
        self._connection: Connection | None = None

    def __enter__(self) -> Crew:
        """Start the process that fits are forked from; it comes up while others work."""
        self._folder = tempfile.TemporaryDirectory(
            prefix="mlbench-search-", ignore_cleanup_errors=True
        )
        folder = Path(self._folder.name)
        content = (sys.path, self.material)
        (folder / "material").write_bytes(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
        words = [str(folder / "socket"), str(folder / "material")]
        self._listener = Listener(words[0], "AF_UNIX")
        self._said = ""
        for work in (self._accept, lambda: self._start(words)):
            threading.Thread(target=work, daemon=True).start()
        if not self.memory_limit:
            self.memory_limit = int(_MEMORY_SHARE * available() / self.workers)
        return self

    def __exit__(self, *_: object) -> None:
        """End all fits; the process they were forked from leaves when nobody listens."""
        self._listener.close()
        if self._connection is not None:
            self._connection.close()
        self._folder.cleanup()

    def _accept(self) -> None:
        with suppress(OSError, EOFError):
            self._connection = self._listener.accept()

    def _start(self, words: list[str]) -> None:
        done, backend = None, self.material.keras_backend
        # a process forked from one that has Keras already can't change its backend
        ways = plugins.load_all("mlbench.processes").values() if backend is None else ()
        for run in ways:
            done = done or run(MODULE, words, _DAY)
        done = done or subprocess.run(  # noqa: S603 - our own Python and module, no shell
            [sys.executable, "-m", MODULE, *words],
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            env=os.environ if backend is None else {**os.environ, "KERAS_BACKEND": backend},
        )
        self._said = (done.stderr.strip() or "no words").splitlines()[-1]

    @property
    def is_up(self) -> bool:
        """Whether the process that fits are forked from is there."""
        return self._connection is not None

    def ready(self, until: float) -> bool:
        """Wait for the process that fits are forked from; False when the time is up."""
        end = min(until, time.monotonic() + _START)
        while self._connection is None and time.monotonic() < end:
            if self._said:
                raise StepFailed(f"No process for the search came up: {shorten(self._said, 300)}")
            time.sleep(_LOOK / 5)
            self.tick()
        return self._connection is not None

    def run(
        self, jobs: Sequence[Job], *, until: float = math.inf, limit: float = math.inf
    ) -> list[Answer]:
        """Return the answers to jobs, in their order.

        Parameters
        ----------
        jobs : sequence of Job
            What is fitted.
        until : float
            Reading of the monotonic clock at which all that still goes on is ended.
        limit : float
            Seconds that one fit may take.
        """
        answers = [Answer(stopped="the time was up")] * len(jobs)
        if not self.ready(until):
            return answers
        waiting = deque(enumerate(jobs))
        running: dict[int, _Running] = {}
        while running or (waiting and time.monotonic() < until):
            while waiting and len(running) < self.workers and time.monotonic() < until:
                self._begin(*waiting.popleft(), running)
            self._look(running, until, limit)
            while running and self._talk.poll(_LOOK):
                self._hear(running, answers)
                if not self._talk.poll(0):
                    break
            self.tick()
            if time.monotonic() > until + _GRACE and all(fit.why for fit in running.values()):
                break  # they are being ended; what they were is known
        for fit in running.values():
            # one that came to its end counts, even if the news of it did not come in time
            answers[fit.place] = _answer(fit)
        return answers

    @property
    def _talk(self) -> Connection:
        assert self._connection is not None
        return self._connection

    def keeping(self, number: int) -> Path:
        """Return the file for a pipeline that is kept while the search goes on."""
        return Path(self._folder.name) / f"kept-{number}"

    def _begin(self, place: int, job: Job, running: dict[int, _Running]) -> None:
        self._numbers += 1
        path = Path(self._folder.name) / f"answer-{self._numbers}"
        modules = job.modules(self.material.keras_backend)
        imports = not self._asked.issuperset(modules)
        self._asked.update(modules)
        running[self._numbers] = _Running(place, path, time.monotonic(), imports=imports)
        # by a file: one who imports does not read, and nobody should wait for it to do so
        asked = path.with_name(f"job-{self._numbers}")
        asked.write_bytes(pickle.dumps(job, pickle.HIGHEST_PROTOCOL))
        self._talk.send(("fit", self._numbers, modules, str(asked), str(path)))

    def _look(self, running: dict[int, _Running], until: float, limit: float) -> None:
        """End the fits that take more than they may."""
        now = time.monotonic()
        for number, fit in running.items():
            if fit.why:
                continue
            if now >= until:
                fit.why = "the time was up"
            elif now - fit.began > limit + (self.coming if fit.waits else 0.0):
                fit.why = f"a fit took longer than {limit:.3g} s"
            elif fit.pid and held(fit.pid) - fit.born > self.memory_limit:
                fit.why = f"a fit held more than {self.memory_limit / 1e6:,.0f} MB of memory"
            if fit.why:
                self._talk.send(("end", number))

    def _hear(self, running: dict[int, _Running], answers: list[Answer]) -> None:
        try:
            word, number, value = self._talk.recv()
        except (EOFError, OSError) as error:
            raise StepFailed("The process that the search forks its fits from is gone.") from error
        if number not in running:
            return  # it was given up when the time was up
        if word == "began":
            fit = running[number]
            # what it waited for the import of a library is no time of its own
            fit.pid, fit.born, fit.began = value, held(value), time.monotonic()
            return
        fit = running.pop(number)
        answers[fit.place] = _answer(fit, value)


def _answer(fit: _Running, code: Any = None) -> Answer:
    seconds = time.monotonic() - fit.began
    if fit.path.is_file():
        content = fit.path.read_bytes()
        fit.path.unlink()
        answer: Answer = pickle.loads(content)  # noqa: S301 - a process of our own wrote it
        return answer
    if fit.why:
        return Answer(stopped=fit.why, seconds=seconds)
    return Answer(failed=f"its process ended with code {code}", seconds=seconds)
