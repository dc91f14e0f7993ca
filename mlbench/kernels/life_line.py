"""The socket whose one end a kernel holds, and whose other end its client does."""

from __future__ import annotations

import faulthandler
import fcntl
import os
import select
import signal
from contextlib import suppress


def arm(life: int) -> None:
    """Have the system end this process group when the client's end of the socket closes.

    The signal comes from the system itself, so it comes whatever C code is running here
    and whoever holds the interpreter's lock, and it comes to the children as well.

    Parameters
    ----------
    life : int
        The descriptor of this end. This process leads its process group.
    """
    fcntl.fcntl(life, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(life, fcntl.F_SETSIG, signal.SIGKILL)
    flags = fcntl.fcntl(life, fcntl.F_GETFL)
    fcntl.fcntl(life, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    watcher = select.poll()
    watcher.register(life, select.POLLIN | select.POLLHUP)
    if watcher.poll(0):  # the client went away before the signal was armed
        os._exit(0)


def tell_of_crashes() -> None:
    """Have Python write where it was to standard error when a fatal signal ends it.

    ipykernel puts a pipe in the place of standard error which nobody reads any more then,
    so it is written to what standard error is now. While it is written, what was printed
    before is still sent.
    """
    faulthandler.enable(os.dup(2))


def say_bound(life: int) -> None:
    """Tell the client that it can connect; it may be gone, or not be listening."""
    with suppress(OSError):
        os.write(life, b"b")
