"""A step while it goes: its notebook in a thread of its own, which can be interrupted.

The thread prepares the step, and goes on when its turn comes.

Notebooks are driven by event loops. Each step has one, so several can go at a time, and an
exception that is raised in a loop from outside ends its notebook as a signal would.
"""

from __future__ import annotations

import threading
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_event_loop

from mlbench.execution.outcome import Outcome
from mlbench.execution.plan import PlannedStep
from mlbench.execution.turn import Turn

#: Called with "start" or "done", the number of the code cell from 1, and the heading above it.
CellListener = Callable[[str, int, str], None]
#: Executes the notebook of a step, from its turn on.
Executor = Callable[[Outcome, CellListener, Turn], None]


@dataclass(frozen=True)
class CellNews:
    """A cell of a step starts, or has ended well.

    Attributes
    ----------
    kind : str
        ``start`` or ``done``.
    number : int
        Which code cell, from 1.
    heading : str
        The heading above it.
    """

    step: str
    kind: str
    number: int
    heading: str


@dataclass(frozen=True)
class Ended:
    """A step has ended, well or not."""

    step: str


class GoingStep:
    """A step that is prepared, and goes when its turn comes.

    Parameters
    ----------
    planned : PlannedStep
        Which one.
    execute : callable
        Executes its notebook; gets the outcome to write to, whom to tell of its cells, and the
        turn to wait for when the kernel is ready.
    tell : callable
        Takes news, in the step's own thread; the last one is that it has ended. There is none
        before its turn.

    Attributes
    ----------
    outcome : Outcome
        How it stands.
    error : BaseException or None
        What executing it raised.
    """

    def __init__(
        self,
        planned: PlannedStep,
        execute: Executor,
        tell: Callable[[CellNews | Ended], None],
    ) -> None:
        self.planned = planned
        self.outcome = Outcome()
        self.error: BaseException | None = None
        self._execute = execute
        self._tell = tell
        self._turn = Turn()
        self._started = time.monotonic()
        self._loop: AbstractEventLoop | None = None
        self._has_loop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"step {planned.name}")
        self._thread.start()

    @property
    def seconds(self) -> float:
        """How long ago its turn came."""
        return time.monotonic() - self._started

    def go(self) -> None:
        """Let it go: its turn has come."""
        self._started = time.monotonic()
        self._turn.come()

    def drop(self) -> None:
        """End what was prepared; its turn never comes, and nothing is told of it."""
        self._turn.pass_by()
        self._call(self._interrupt_start)

    def join(self) -> None:
        """Wait until nothing of it is left."""
        self._thread.join()

    def interrupt(self) -> None:
        """Have its notebook ended as by Ctrl-C; a second time also while its kernel is ended."""
        self._call(_interrupt)

    def _call(self, what: Callable[[], None]) -> None:
        """Call something within the loop of the step's thread."""
        self._has_loop.wait()
        assert self._loop is not None
        self._loop.set_exception_handler(_pass_over)
        with suppress(RuntimeError):  # it has ended by itself
            self._loop.call_soon_threadsafe(what)

    def _interrupt_start(self) -> None:
        """Interrupt the start of a kernel; one that is ready is ended in good order."""
        if not self._turn.is_reached:
            raise KeyboardInterrupt

    def _run(self) -> None:
        self._loop = ensure_event_loop()  # the one that nbclient will ask for in this thread
        self._has_loop.set()
        try:
            self._execute(self.outcome, self._cell, self._turn)
        except BaseException as error:  # noqa: BLE001 - the run's own thread judges it
            self.error = error
        finally:
            self._loop.set_exception_handler(_pass_over)
            self._loop.close()
            with suppress(KeyboardInterrupt):  # what can't be prepared is told in its turn
                self._turn.wait()
                self._tell(Ended(self.planned.name))

    def _cell(self, kind: str, number: int, heading: str) -> None:
        self._tell(CellNews(self.planned.name, kind, number, heading))


def _interrupt() -> None:
    raise KeyboardInterrupt


def _pass_over(loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing of what a notebook that was broken off leaves in its loop."""
