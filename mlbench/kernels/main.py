"""The kernel server's processes: it imports once, and forks a kernel for every request.

Two processes do it. The first imports what nearly every notebook needs and serves at
once; then it forks the second, which adds TensorFlow and the bench's own tools, and takes
over the listening socket when it is ready. The first stays as a guard: when the second
dies, it serves again and raises another.

Run as ``python -m mlbench.kernels.main``; nobody but :mod:`mlbench.kernels.launch` does.
"""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from mlbench.kernels import blas, first_uses, identity, preload
from mlbench.kernels.census import Census
from mlbench.kernels.runtime import Place
from mlbench.kernels.server import Server

#: How long a server that leaves may take to be gone (seconds).
_LEAVE_TIME = 3.0
#: A second process that keeps dying is not raised more often than this.
_MOST_SECONDS = 5


class Guard(Server):
    """The first process: it serves while there is no second one.

    Constructed as a :class:`~mlbench.kernels.server.Server`.
    """

    raised = 0
    #: The second process, and whether it is not ready yet.
    second: int | None = None
    loading = False

    def guard(self, work: Callable[[socket.socket], None]) -> None:
        """Serve until a second process is ready, then again whenever there is none.

        Parameters
        ----------
        work : callable
            Runs in the second process: imports, and calls :meth:`take_over` with the
            socket it is given.
        """
        self._raise_second(work)
        self.serve()

    def end_second(self) -> None:
        """End the second process, which nobody would find any more."""
        if self.second is not None:
            # one that loads has nothing to put in order, and would not listen
            os.kill(self.second, signal.SIGKILL if self.loading else signal.SIGTERM)

    def _raise_second(self, work: Callable[[socket.socket], None]) -> None:
        self.raised += 1
        if self.raised > _MOST_SECONDS:
            return
        theirs, ours = socket.socketpair()
        gc.collect()
        gc.freeze()
        pid = os.fork()
        if not pid:
            theirs.close()
            self._be_second(work, ours)
        ours.close()
        pidfd = os.pidfd_open(pid)
        self.second, self.loading = pid, True

        def on_ready() -> None:
            self.selector.unregister(theirs)
            with suppress(OSError):  # it died since; that is seen to below
                if theirs.recv(1) and self.second == pid:
                    self.loading = False
                    self.step_back()
                    theirs.send(b"1")
            theirs.close()

        def on_death() -> None:
            self.second = None
            self.selector.unregister(pidfd)
            os.close(pidfd)
            _, status = os.waitpid(pid, 0)
            if os.waitstatus_to_exitcode(status) == 0:
                self.leaving = True  # it was asked to stop, or was idle for long enough
            else:
                self.listen()
                self._raise_second(work)

        self.selector.register(theirs, selectors.EVENT_READ, on_ready)
        self.selector.register(pidfd, selectors.EVENT_READ, on_death)

    def _be_second(self, work: Callable[[socket.socket], None], tell: socket.socket) -> NoReturn:
        """In the second process: import more, then take over."""
        code = 1
        try:
            self.forget()
            work(tell)
            code = 0
        except BaseException:  # noqa: BLE001 - a forked process must not return into its parent
            traceback.print_exc()
        finally:
            os._exit(code)

    def take_over(self, tell: socket.socket, unfit: str) -> None:
        """In the second process: serve, once the first one has stepped back.

        So nobody is answered by the first after somebody was answered by the second.
        """
        self.tier, self.unfit = 2, unfit
        with suppress(OSError), tell:  # the first died: nobody else serves
            tell.send(b"1")
            tell.recv(1)
        self.serve()


def _is_free(lock: int, place: Place) -> bool:
    """Take the lock; False when another server has it and serves.

    One that has it and can't be reached is about to listen, or about to leave.
    """
    deadline = time.monotonic() + _LEAVE_TIME
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _listens(place):
                return False
            time.sleep(0.01)
        else:
            return True
    return False


def _listens(place: Place) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        return channel.connect_ex(str(place.socket)) == 0


def _bind(place: Place) -> socket.socket:
    """Listen before anything is imported: clients queue, and need not ask again."""
    place.socket.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    old = os.umask(0o177)
    try:
        listener.bind(str(place.socket))
    finally:
        os.umask(old)
    listener.listen(128)
    return listener


def main() -> None:
    """Serve until stopped, idle, or killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--idle", type=float, default=1800.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--second", nargs="*", default=[])
    given = parser.parse_args()
    place = Place(given.folder, given.name)
    lock = os.open(place.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _is_free(lock, place):
        return
    listener = _bind(place)
    if os.fork():
        os._exit(0)  # who started us goes on: we listen, and belong to nobody
    code = identity.state_of_code()
    # -m puts the working directory first on the path; a fresh kernel does not have it
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.getcwd())]  # noqa: PTH109
    unfit = _import((*preload.KERNEL_MODULES, *preload.FIRST_TIER, "mlbench.kernels.kernel"))
    blas.prepare(given.threads)
    first = Guard(listener, Census(), given.idle, tier=1, code=code, unfit=unfit)

    def second(tell: socket.socket) -> None:
        more = unfit or _import((*given.second, "mlbench.kernels.command"))
        preload.load_all(preload.LIBRARIES)
        blas.prepare(given.threads)  # more copies of it may have been loaded
        preload.gather_names()
        gc.collect()
        gc.freeze()
        first.take_over(tell, more)

    try:
        first.guard(second)
    finally:
        first.end_second()
        place.socket.unlink(missing_ok=True)


def _import(modules: tuple[str, ...]) -> str:
    try:
        missing = preload.import_all(modules)
        first_uses.remember()
        preload.refuse_if_alive("the first use of what was imported")
    except preload.UnfitToForkError as error:
        print(error, file=sys.stderr, flush=True)  # noqa: T201 - this goes to the server's log
        return str(error)
    if missing:
        print("not installed:", *missing, file=sys.stderr, flush=True)  # noqa: T201 - the same
    return ""


if __name__ == "__main__":
    main()
