"""A process that was forked before anybody asked for one.

To fork a process that holds all libraries takes ten milliseconds and more, since all its page
tables are copied. So one is forked ahead, and waits to be told what it is to be. It keeps
nothing of the server's open but its end of a socket; when the server is gone, it goes.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from mlbench.kernels import forked, wire

#: Becomes what a request asks for, and never returns: the request and its open files.
Live = Callable[[dict[str, Any], list[int]], NoReturn]


class Spare:
    """A waiting process.

    Parameters
    ----------
    live : callable
        What it does with the request that it is given.

    Attributes
    ----------
    pid : int
        Its number.
    """

    def __init__(self, live: Live) -> None:
        self._channel, theirs = socket.socketpair()
        self.pid = os.fork()
        if not self.pid:
            _wait(theirs, live)
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


def _wait(channel: socket.socket, live: Live) -> NoReturn:
    """In the process: wait for a request, or for the end of the server."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        forked.close_files({0, 1, 2, channel.fileno()})
        request, files = wire.receive(channel)
        channel.close()
    except BaseException:  # noqa: BLE001 - nobody is told: nobody has asked for anything yet
        os._exit(0)
    live(request, files)
