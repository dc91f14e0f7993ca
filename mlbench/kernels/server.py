"""One process of the kernel server: a single-threaded loop that forks on request.

It answers on a Unix socket, reaps what it forked, and tells each client how its process
ended. Which processes there are, and what they import, is :mod:`mlbench.kernels.main`'s.
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from mlbench.kernels import forked, identity, life_line, preload, wire
from mlbench.kernels.census import Census
from mlbench.kernels.spare import Ahead

#: A client that has connected must have sent its request by then (seconds).
_REQUEST_TIME = 5.0
#: How often a server that serves nobody looks whether its code is still that of the disk.
_LOOK_EVERY = 10.0


@dataclass
class _Child:
    """A process that was forked here, and who wants to know how it ends."""

    pid: int
    pidfd: int
    told: socket.socket | None


class Server:
    """One of the two processes.

    Parameters
    ----------
    listener : socket
        The Unix socket, listening.
    census : Census
        Shared by both processes.
    idle_seconds : float
        With no kernel alive and no request for this long, the server leaves.
    tier : int
        1 or 2.
    code : str
        The state of the code when the imports began.
    unfit : str
        Why no kernel may be forked; clients are told. Empty when all is well.
    """

    def __init__(
        self,
        listener: socket.socket,
        census: Census,
        idle_seconds: float,
        tier: int,
        *,
        code: str,
        unfit: str = "",
    ) -> None:
        self.listener = listener
        self.census = census
        self.idle_seconds = idle_seconds
        self.tier = tier
        self.unfit = unfit
        self.leaving = False
        self.code = code
        self._looked = time.monotonic()
        self.started = time.monotonic()
        self._children: dict[int, _Child] = {}
        self._ahead = Ahead(_live)
        self._wakes: tuple[int, ...] = ()
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Answer requests until it is time to leave."""
        signal.signal(signal.SIGTERM, lambda *_: self._leave())
        self._wake_for_signals()
        self.listen()
        while not self.leaving:
            for key, _ in self.selector.select(timeout=self._patience()):
                key.data()
            self._ahead.keep(self._may_fork_ahead)
            if self.census.idle_for() > self.idle_seconds or self._is_stale():
                self.leaving = True
        self._shut()
        self._ahead.end()

    def _wake_for_signals(self) -> None:
        """Have a signal end the wait for requests, so that it is acted on at once."""
        woken, wake = self._wakes = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        self.selector.register(woken, selectors.EVENT_READ, lambda: os.read(woken, 64))

    def _shut(self) -> None:
        """Be found by nobody any more: who comes now starts another server."""
        with suppress(FileNotFoundError):
            os.unlink(self.listener.getsockname())  # noqa: PTH108 - as it was bound

    def _patience(self) -> float:
        """Return for how long nothing has to be done, if nobody asks (seconds)."""
        return min(self.idle_seconds, _LOOK_EVERY, self._ahead.patience())

    def _may_fork_ahead(self) -> bool:
        """Whether a process may wait here; the first tier has none, since it soon steps back."""
        return self.tier > 1 and not (self.unfit or preload.what_is_alive())

    def _is_stale(self) -> bool:
        """Whether the code on the disk is no longer what was imported, and nobody is served."""
        now = time.monotonic()
        if self.census.alive() or now - self._looked < _LOOK_EVERY:
            return False
        self._looked = now
        return identity.state_of_code() != self.code

    def listen(self) -> None:
        """Take requests."""
        if self.listener.fileno() not in self.selector.get_map():
            self.selector.register(self.listener, selectors.EVENT_READ, self._accept)

    def step_back(self) -> None:
        """Take no requests: another process does."""
        if self.listener.fileno() in self.selector.get_map():
            self.selector.unregister(self.listener)

    def _leave(self) -> None:
        self.leaving = True

    def forget(self) -> None:
        """Drop what belongs to the process this one was forked from."""
        self.selector.close()
        self.selector = selectors.DefaultSelector()
        signal.set_wakeup_fd(-1)
        for end in self._wakes:
            os.close(end)
        for child in self._children.values():
            os.close(child.pidfd)
            if child.told is not None:
                child.told.close()
        self._children = {}
        self._ahead = Ahead(_live)

    def _accept(self) -> None:
        try:
            channel, _ = self.listener.accept()
        except OSError:
            return
        channel.settimeout(_REQUEST_TIME)
        try:
            if wire.peer_user(channel) != os.getuid():
                channel.close()
                return
            message, files = wire.receive(channel)
        except (wire.WireError, OSError):
            channel.close()
            return
        self.census.touch()
        try:
            self._answer(channel, message, files)
        except wire.WireError:
            channel.close()
        finally:
            for file in files:
                os.close(file)

    def _answer(self, channel: socket.socket, message: dict[str, Any], files: list[int]) -> None:
        match message.get("do"):
            case "status":
                wire.send(channel, self._status())
                channel.close()
            case "stop":
                self.leaving = True
                self._shut()
                wire.send(channel, {"stopped": os.getpid()})
                channel.close()
            case "kernel" | "command" | "module" if len(files) == 4:  # noqa: PLR2004 - in, out, err, life
                self._fork(channel, message, files)
            case _:
                wire.send(channel, {"refused": "not a request"})
                channel.close()

    def _status(self) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "tier": self.tier,
            "kernels": self.census.alive(),
            "served": self.census.served(),
            "idle_seconds": round(self.census.idle_for(), 1),
            "leaves_after": self.idle_seconds,
            "up_seconds": round(time.monotonic() - self.started, 1),
            "unfit": self.unfit,
        }

    def _fork(self, channel: socket.socket, message: dict[str, Any], files: list[int]) -> None:
        refusal = self.unfit or preload.what_is_alive()
        if refusal:
            wire.send(channel, {"refused": refusal})
            channel.close()
            return
        pid = self._ahead.take(message, files)
        pidfd = os.pidfd_open(pid)
        self.census.born(self.tier)
        self._children[pid] = _Child(pid, pidfd, channel)
        self.selector.register(pidfd, selectors.EVENT_READ, lambda: self._bury(pid))
        try:
            wire.send(channel, {"pid": pid, "tier": self.tier}, [pidfd])
        except wire.WireError:
            self._children[pid].told = None
            channel.close()
            os.kill(pid, signal.SIGKILL)

    def _bury(self, pid: int) -> None:
        """Reap a child that ended, end its process group, and tell who waits for it."""
        child = self._children.pop(pid)
        self.selector.unregister(child.pidfd)
        os.close(child.pidfd)
        # the group is ended while its number can't be taken by anybody else
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        self.census.died(self.tier)
        if child.told is not None:
            with suppress(wire.WireError):
                wire.send(child.told, {"exit": os.waitstatus_to_exitcode(status)})
            child.told.close()


def _live(message: dict[str, Any], files: list[int]) -> NoReturn:
    """In a forked process: be what was asked for, and never come back."""
    code, what = 1, message["do"]
    try:
        *streams, life = files
        forked.become(message, streams, life, set())
        if what == "kernel":
            from mlbench.kernels.kernel import finish, run_kernel  # noqa: PLC0415 - imported before

            life_line.tell_of_crashes()
            run_kernel(message["argv"], lambda: life_line.say_bound(life))
            finish()
            code = 0
        else:
            from mlbench.kernels import command  # noqa: PLC0415 - imported beforehand

            run = command.run_command if what == "command" else command.run_module
            code = run(message["argv"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - whatever happens, this process ends here
        traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)
