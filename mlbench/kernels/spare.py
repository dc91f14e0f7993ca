"""A process that was forked before anybody asked for one.

To fork a process that holds all libraries takes ten milliseconds and more, since all its page
tables are copied. So one is forked ahead, and waits to be told what it is to be. It keeps
nothing of the server's open but its end of a socket; when the server is gone, it goes. When it
has waited for a while, it copies the pages that any kernel would have to copy.
"""

from __future__ import annotations

import math
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from mlbench.kernels import copies, forked, wire

#: Becomes what a request asks for, and never returns: the request and its open files.
Live = Callable[[dict[str, Any], list[int]], NoReturn]
#: For so long a process that was asked for is left to start up before another is forked ahead:
#: that takes a core for 18 ms (seconds).
_START_TIME = 0.2
#: A kernel is ready by then, on a busy machine too, and what it has written to can be looked at
#: (seconds).
_READY_TIME = 1.0
#: A process that waits has pages copied when nobody has asked for it by then: those who ask in
#: a row want the core for themselves (seconds).
_CALM = 0.5


class Ahead:
    """Keeps a process waiting, and learns from those that became kernels.

    Parameters
    ----------
    live : callable
        What a process does with the request that it is given.
    """

    def __init__(self, live: Live) -> None:
        self._live = live
        self._learner = copies.Learner()
        self._spare: Spare | None = None
        self._due = 0.0
        self._look = (math.inf, 0)

    def patience(self) -> float:
        """Return for how long nothing has to be done here (seconds)."""
        due = self._due if self._spare is None else math.inf
        return max(0.0, min(due, self._look[0]) - time.monotonic())

    def keep(self, may_fork: Callable[[], bool]) -> None:
        """Fork the next process ahead, when the last one has had the time to start up."""
        now = time.monotonic()
        if now >= self._look[0]:
            if may_fork():
                self._learner.look_at(self._look[1])
            self._look = (math.inf, 0)
        if self._spare is not None or now < self._due:
            return
        if may_fork():
            self._spare = Spare(self._live, self._learner.pages)
        else:
            self._due = math.inf

    def take(self, request: dict[str, Any], files: Sequence[int]) -> int:
        """Have the process that waits, or a fresh one, be what is asked for; return its number."""
        spare, self._spare = self._spare, None
        self._due = time.monotonic() + _START_TIME
        if spare is not None and spare.become(request, files):
            pid = spare.pid
        else:
            pid = os.fork()
            if not pid:
                self._live(request, list(files))
        if request["do"] == "kernel" and not self._learner.is_learned:
            self._look = (time.monotonic() + _READY_TIME, pid)
        return pid

    def end(self) -> None:
        """End the process that waits."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.end()


class Spare:
    """A waiting process.

    Parameters
    ----------
    live : callable
        What it does with the request that it is given.
    pages : array of int, shape (n_pages,), or None
        What it copies while it waits.

    Attributes
    ----------
    pid : int
        Its number.
    """

    def __init__(self, live: Live, pages: copies.Pages | None) -> None:
        self._channel, theirs = socket.socketpair()
        self.pid = os.fork()
        if not self.pid:
            _wait(theirs, live, pages)
        theirs.close()

    def become(self, request: dict[str, Any], files: Sequence[int]) -> bool:
        """Have it be what is asked for; False, and it is reaped, when it had died."""
        try:
            wire.send(self._channel, request, files)
        except wire.WireError:
            self.end()
            return False
        self._channel.close()
        return True

    def end(self) -> None:
        """End it, which has nothing to put in order, and wait until it is gone."""
        self._channel.close()
        os.kill(self.pid, signal.SIGKILL)  # it is not reaped yet, so its number is its own
        os.waitpid(self.pid, 0)


def _wait(channel: socket.socket, live: Live, pages: copies.Pages | None) -> NoReturn:
    """In the process: wait for a request, or for the end of the server."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        forked.close_files({0, 1, 2, channel.fileno()})
        if not select.select([channel], [], [], _CALM)[0]:
            copies.copy(pages)
        request, files = wire.receive(channel)
        channel.close()
    except BaseException:  # noqa: BLE001 - nobody is told: nobody has asked for anything yet
        os._exit(0)
    live(request, files)
