"""One writer at a time for a run folder.

The lock is the operating system's own (``flock``), so it ends with its holder, however
that one ends: a lock that a dead process left behind is simply free. The file's content
only says who holds it, for the sentence that the second one gets.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from mlbench.errors import StoreError

FILE_NAME = "lock"


class RunLock:
    """Hold a run folder for this process; a context manager.

    Parameters
    ----------
    folder : Path
        The run folder, which exists.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self._descriptor: int | None = None

    def __enter__(self) -> RunLock:
        """Take the lock.

        Raises
        ------
        StoreError
            Another process holds it; the sentence names it.
        """
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 4096).decode("utf-8", "replace")
            os.close(descriptor)
            raise StoreError(
                f"The run folder {self.path.parent} is in use by {_describe(holder)}.",
                next_step="Wait for it to end, or start a run of its own without --run-id.",
                code="RUN_LOCKED",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(_myself()).encode(), 0)
        self._descriptor = descriptor
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None


def is_held(folder: Path) -> bool:
    """Whether a live process holds the lock of a run folder."""
    try:
        descriptor = os.open(folder / FILE_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _myself() -> dict[str, object]:
    return {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _describe(holder: str) -> str:
    try:
        found = json.loads(holder)
        return f"process {found['pid']} on {found['host']}, since {found['since']}"
    except (ValueError, KeyError, TypeError):
        return "another process"
