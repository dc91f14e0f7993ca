"""A browser that is told what to do, in messages of the DevTools protocol over two pipes.

No port is opened, so nobody else on the machine can join in; and a browser whose pipes are
closed, because the process that started it is gone, ends by itself.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import selectors
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Where browsers read messages and where they write them.
_READS, _WRITES = 3, 4
#: Seconds that a browser gets to end by itself.
_ENDING = 3.0
_CHUNK = 1 << 16


class BrowserEndedError(Exception):
    """The browser is gone, or never came up."""


class BrowserRefusedError(Exception):
    """The browser answered that it can't; the text is its own."""


@dataclass
class Talk:
    """What is said to a browser, and what it says.

    Every wait ends when the time of the whole talk is over, by ``TimeoutError``.

    Parameters
    ----------
    to, back : int
        Descriptors: where messages are written, and where they are read.
    until : float
        When the talk has to be over, by the monotonic clock.
    """

    to: int
    back: int
    until: float
    _count: int = 0
    _read: bytearray = field(default_factory=bytearray)
    _events: deque[dict[str, Any]] = field(default_factory=deque)

    def ask(self, method: str, session: str = "", **values: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Parameters
        ----------
        method : str
            As ``Page.navigate``.
        session : str
            The attached page that it is for; empty for the browser itself.
        values : any
            The command's parameters.

        Raises
        ------
        BrowserEndedError, BrowserRefusedError, TimeoutError
            There is no result.
        """
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": values}
        if session:
            message["sessionId"] = session
        self._send(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._count:
                break
            self._events.append(answer)
        if "error" in answer:
            raise BrowserRefusedError(f"{method}: {answer['error'].get('message', '')}")
        result: dict[str, Any] = answer["result"]
        return result

    def hear(self, event: str) -> None:
        """Wait until the browser has told of an event, or return at once if it has before."""
        while all(said.get("method") != event for said in self._events):
            self._events.append(self._next())
        self._events.clear()

    def _send(self, message: bytes) -> None:
        try:
            while message:
                message = message[os.write(self.to, message) :]
        except BrokenPipeError:
            raise BrowserEndedError from None

    def _next(self) -> dict[str, Any]:
        """Return the next message; a zero byte ends each."""
        seen = 0
        while (end := self._read.find(b"\0", seen)) < 0:
            seen = len(self._read)
            self._read += self._more()
        message: dict[str, Any] = json.loads(self._read[:end])
        del self._read[: end + 1]
        return message

    def _more(self) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self.back, selectors.EVENT_READ)
            if not selector.select(max(0.0, self.until - time.monotonic())):
                raise TimeoutError
        more = os.read(self.back, _CHUNK)
        if not more:
            raise BrowserEndedError
        return more


@contextlib.contextmanager
def talking(command: list[str], told: Path, seconds: float) -> Iterator[Talk]:
    """Start a browser to talk to; it and all that it started have ended after the block.

    Parameters
    ----------
    command : list of str
        The browser and its flags.
    told : Path
        The file that gets what it writes to its standard error.
    seconds : float
        What the whole talk may take.
    """
    read, to = os.pipe()
    back, write = os.pipe()
    try:
        pid = _spawn(command, told, read, write)
    except OSError as error:
        told.write_text(str(error), "utf-8")
        os.close(to)
        os.close(back)
        raise BrowserEndedError from error
    finally:
        os.close(read)
        os.close(write)
    talk = Talk(to, back, time.monotonic() + seconds)
    try:
        yield talk
    finally:
        _end(pid, talk)


def _spawn(command: list[str], told: Path, read: int, write: int) -> int:
    """Start a process that leads a group of its own, with two pipes at the places it knows."""
    # above the places that they are copied to, so that neither copy overwrites the other
    high = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, _WRITES + 1) for end in (read, write)]
    try:
        return os.posix_spawn(
            command[0],
            command,
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, str(told), os.O_WRONLY | os.O_CREAT, 0o600),
                (os.POSIX_SPAWN_DUP2, high[0], _READS),
                (os.POSIX_SPAWN_DUP2, high[1], _WRITES),
            ],
            setpgroup=0,
            setsigdef=[signal.SIGPIPE],
        )
    finally:
        for end in high:
            os.close(end)


def _end(pid: int, talk: Talk) -> None:
    """Let a browser end and clean up; where it does not, end its whole group."""
    talk.until = time.monotonic() + _ENDING
    with contextlib.suppress(BrowserEndedError, BrowserRefusedError, TimeoutError):
        talk.ask("Browser.close")
    os.close(talk.to)
    os.close(talk.back)
    while time.monotonic() < talk.until:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    with contextlib.suppress(OSError):  # all of it has ended just now
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
