"""The process that fits are forked from: each one has a process of its own, and can be ended.

As a program, ``python -m mlbench.models.search.mother ADDRESS FILE`` imports what fits need,
reads the material once, and forks a child for every job that comes over the address. It
computes nothing itself and has one thread, so a fork is safe and takes some milliseconds, and
a fit that hangs or eats memory is ended without losing anything else.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import pickle
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Client, Connection, wait
from multiprocessing.context import ForkContext, ForkProcess
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from mlbench.errors import shorten
from mlbench.models.intake import Intake
from mlbench.models.keras_fit.place import on_backend
from mlbench.models.metrics import METRICS
from mlbench.models.outputs import outputs_of
from mlbench.models.search.task import Answer, Job, Material
from mlbench.models.weights import learn

#: This module's name, also when it is run as a program.
MODULE = "mlbench.models.search.mother"


def fit(material: Material, job: Job) -> Answer:
    """Fit and score in this process; what it raises becomes part of the answer."""
    start = time.perf_counter()
    try:
        with warnings.catch_warnings(), threadpool_limits(limits=job.threads):
            # a model that did not converge is seen in its score
            warnings.simplefilter("ignore")
            return _fitted(material, job, start)
    except Exception as error:  # noqa: BLE001 - whatever a recipe raises, the search goes on
        words = shorten(f"{type(error).__name__}: {error}", 200)
        return Answer(failed=words, seconds=time.perf_counter() - start)


def _fitted(material: Material, job: Job, start: float) -> Answer:
    pipeline = job.candidate.build(material.layout, material.task, material.seed, job.threads)
    on_backend(pipeline, material.keras_backend)
    X, learner = material.X, pipeline
    if isinstance(pipeline[0], Intake):
        # the intake learns nothing, and has seen these rows already
        X, learner = material.taken_in, pipeline[1:]
    learn(learner, X.iloc[job.train], material.y[job.train], material.weight_of(job.train))
    if job.test is None:
        return Answer(pipeline=pipeline, seconds=time.perf_counter() - start)
    if job.keep:
        Path(job.keep).write_bytes(pickle.dumps(pipeline, protocol=pickle.HIGHEST_PROTOCOL))
    outputs = outputs_of(learner, X.iloc[job.test])
    truth, weight = material.y[job.test], material.weight_of(job.test)
    score = METRICS[material.metric].compute(truth, outputs, weight)
    return Answer(float(score), time.perf_counter() - start, outputs)


def _child(material: Material, modules: Sequence[str], asked: str, target: str) -> None:
    with suppress(OSError):
        os.setsid()  # what the fit starts is ended with it
    _import_needed(modules)  # before the time is taken: later fits find it here
    job = pickle.loads(Path(asked).read_bytes())  # noqa: S301 - our own parent wrote it
    Path(asked).unlink()
    answer = fit(material, job)
    path = Path(target)
    part = path.with_suffix(".part")
    part.write_bytes(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
    part.rename(path)


class _Mother:
    """Forks children and ends them, as the parent says."""

    def __init__(self, parent: Connection, material: Material) -> None:
        self.parent = parent
        self.material = material
        self.context: ForkContext = mp.get_context("fork")
        self.children: dict[int, ForkProcess] = {}
        self.asked: set[str] = set()

    def serve(self) -> None:
        """Serve until the parent is gone."""
        try:
            while True:
                sentinels = {child.sentinel: number for number, child in self.children.items()}
                for ready in wait([self.parent, *sentinels]):
                    if ready is self.parent:
                        self._told(self.parent.recv())
                    else:
                        self._ended(sentinels[ready])  # type: ignore[index]
        except (EOFError, OSError):
            pass
        finally:
            for child in self.children.values():
                _end(child)

    def _told(self, word: tuple[Any, ...]) -> None:
        match word:
            case ("fit", number, modules, asked, target):
                # nobody waits for what a first fit may show to be of no use; it imports itself
                _import_needed([name for name in modules if name in self.asked])
                self.asked.update(modules)
                child = self.context.Process(
                    target=_child, args=(self.material, modules, asked, target)
                )
                child.start()
                self.children[number] = child
                self.parent.send(("began", number, child.pid))
            case ("end", number) if number in self.children:
                _end(self.children[number])

    def _ended(self, number: int) -> None:
        child = self.children.pop(number)
        child.join()
        self.parent.send(("ended", number, child.exitcode))


def _import_needed(modules: Sequence[str]) -> None:
    """Import what a recipe needs, for all fits that are forked from here later."""
    for name in modules:
        with suppress(ImportError):  # the fit says so
            import_module(name)


def _end(child: ForkProcess) -> None:
    for end in (os.killpg, os.kill):
        with suppress(OSError):
            end(child.pid or 0, signal.SIGKILL)
            return


def main(address: str, material: str) -> None:
    """Serve the parent that listens at an address, with the material that a file holds."""
    content = Path(material).read_bytes()
    path, loaded = pickle.loads(content)  # noqa: S301 - our own parent wrote it
    sys.path[:] = path
    loaded.taken_in  # noqa: B018 - computed once here, for all that are forked
    with Client(address, "AF_UNIX") as parent:
        _Mother(parent, loaded).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
