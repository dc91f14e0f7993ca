"""A kernel that somebody else forked, as if it were a child of this process."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress

from mlbench.kernels import wire

#: How long the server may take to report an exit that was already noticed (seconds).
_REPORT_TIME = 1.0
#: The exit code when nobody is left who could know the true one.
UNKNOWN_EXIT = 255


class WarmProcess:
    """What ``subprocess.Popen`` is for a child, for a process forked by the kernel server.

    Parameters
    ----------
    pid : int
        The process, which leads a process group of its own.
    pidfd : int
        A descriptor of the process; it is readable once the process has ended.
    report : socket
        Where the server reports the exit code.
    life : socket
        While this end is open, the process lives.

    Attributes
    ----------
    returncode : int or None
        The exit code, negative for a signal; None while it runs.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int, report: socket.socket, life: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pidfd = pidfd
        self._report = report
        self._life = life

    def poll(self) -> int | None:
        """Return the exit code, or None while the process runs."""
        return self._poll(0)

    def _poll(self, milliseconds: float) -> int | None:
        if self.returncode is None:
            watcher = select.poll()
            watcher.register(self._pidfd, select.POLLIN)
            if watcher.poll(milliseconds):
                self._close()
        return self.returncode

    def wait_until_bound(self, timeout: float) -> None:
        """Wait until the kernel's channels can be connected to, it ended, or time is up."""
        watcher = select.poll()
        watcher.register(self._life, select.POLLIN)
        watcher.register(self._pidfd, select.POLLIN)
        watcher.poll(1000 * timeout)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, waiting for it.

        Raises
        ------
        subprocess.TimeoutExpired
            The process still runs after `timeout` seconds.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = 1000.0 if deadline is None else 1000 * max(0.0, deadline - time.monotonic())
            code = self._poll(min(left, 1000.0))
            if code is not None:
                return code
            if deadline is not None and time.monotonic() >= deadline:
                raise subprocess.TimeoutExpired(f"kernel {self.pid}", timeout or 0)

    def send_signal(self, number: int) -> None:
        """Send a signal to the process; to nobody when it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, number)

    def kill(self) -> None:
        """Send SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Send SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def _close(self) -> None:
        self.returncode = self._exit_code()
        # the server does this too; here it is done even when the server is gone
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        os.close(self._pidfd)
        self._report.close()
        self._life.close()

    def _exit_code(self) -> int:
        self._report.settimeout(_REPORT_TIME)
        try:
            message, _ = wire.receive(self._report)
            return int(message["exit"])
        except (wire.WireError, KeyError, ValueError):
            return UNKNOWN_EXIT

    def __del__(self) -> None:
        if self.returncode is None:
            with suppress(OSError):
                os.close(self._pidfd)
                self._report.close()
                self._life.close()
