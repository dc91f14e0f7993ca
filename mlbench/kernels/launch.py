"""Asking the kernel server for a process, and starting the server when there is none."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlbench.arrow_memory import PLAIN
from mlbench.kernels import blas, forked, identity, preload, wire
from mlbench.kernels.process import WarmProcess
from mlbench.kernels.runtime import Place, runtime_folder
from mlbench.settings import settings

#: How long another server that is just starting may take to listen (seconds).
_LISTEN_TIME = 10.0
#: How long it may take to answer, imports included (seconds).
_ANSWER_TIME = 90.0


class NoWarmStartError(RuntimeError):
    """A process can't be had from the server; the text says why, in one line."""


@dataclass(frozen=True)
class Wish:
    """A process to be forked.

    Attributes
    ----------
    do : str
        ``kernel`` or ``command``.
    argv : sequence of str
        Its words.
    env : mapping
        Its environment.
    cwd : str
        Its working directory.
    streams : sequence of int
        Descriptors of its standard input, output and error.
    """

    do: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: str
    streams: Sequence[int]


def can_fork() -> str:
    """Return why this platform can't have warm kernels; empty when it can."""
    if not sys.platform.startswith("linux"):
        return f"the platform is {sys.platform}, and they need Linux"
    if not hasattr(os, "pidfd_open"):
        return "this Python has no os.pidfd_open"
    return ""


def place_for(env: Mapping[str, str]) -> Place:
    """Return the place of the server that may serve this environment."""
    modules = (*preload.FIRST_TIER, *_second_tier())
    return Place(runtime_folder(), identity.fingerprint(env, modules))


def _second_tier() -> tuple[str, ...]:
    chosen = settings().preload
    return preload.SECOND_TIER if chosen is None else chosen


def fork(wish: Wish, *, start: bool = True) -> WarmProcess:
    """Have the server fork a process.

    Parameters
    ----------
    wish : Wish
        Which process.
    start : bool
        Whether to start a server when there is none.

    Raises
    ------
    NoWarmStartError
        There is no server, and none could be started; or it refused.
    """
    reason = can_fork()
    if reason:
        raise NoWarmStartError(reason)
    for last in (False, True):
        try:
            return _ask(wish, start=start)
        except wire.WireError as error:
            # the server left, or died, while we asked: once more, with a fresh one
            if last or not start:
                raise NoWarmStartError(f"the kernel server went away ({error})") from error
    raise AssertionError


def _ask(wish: Wish, *, start: bool) -> WarmProcess:
    place = place_for(wish.env)
    channel = connect(place, wish.env) if start else try_connect(place)
    if channel is None:
        raise NoWarmStartError("no kernel server is running")
    ours, theirs = socket.socketpair()
    message = {
        "do": wish.do,
        "argv": list(wish.argv),
        "env": dict(wish.env),
        "cwd": wish.cwd,
        **forked.describe_self(),
    }
    try:
        channel.settimeout(_ANSWER_TIME)
        wire.send(channel, message, [*wish.streams, theirs.fileno()])
        reply, files = wire.receive(channel)
    except BaseException:
        channel.close()
        ours.close()
        raise
    finally:
        theirs.close()
    if "pid" not in reply:
        channel.close()
        ours.close()
        raise NoWarmStartError(str(reply.get("refused", "the kernel server refused")))
    return WarmProcess(int(reply["pid"]), files[0], channel, ours)


def try_connect(place: Place) -> socket.socket | None:
    """Return a connection to a server that runs, or None.

    Raises
    ------
    NoWarmStartError
        The process behind the socket is not this user's.
    """
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel.connect(str(place.socket))
    except OSError:
        channel.close()
        return None
    if wire.peer_user(channel) != os.getuid():
        channel.close()
        raise NoWarmStartError("the kernel server is another user's")
    return channel


def connect(place: Place, env: Mapping[str, str]) -> socket.socket:
    """Return a connection to the server, which is started when there is none.

    Any number of clients may do this at once: of the servers that are started, one gets the
    lock and the others leave.
    """
    channel = try_connect(place)
    if channel is not None:
        return channel
    start_server(place, env)
    # it listens by now; unless another one has the lock and is about to
    deadline = time.monotonic() + _LISTEN_TIME
    while time.monotonic() < deadline:
        channel = try_connect(place)
        if channel is not None:
            return channel
        time.sleep(0.01)
    raise NoWarmStartError(f"the kernel server did not listen; see {place.log}")


def start_server(place: Place, env: Mapping[str, str]) -> None:
    """Start a server that survives this process; it listens when this returns.

    Raises
    ------
    NoWarmStartError
        It could not start; its log says why.
    """
    command = [
        sys.executable, "-m", "mlbench.kernels.main",
        "--folder", str(place.folder), "--name", place.name,
        "--idle", str(settings().warm_idle),
        "--threads", str(blas.threads_wanted(env)), "--second", *_second_tier(),
    ]  # fmt: skip
    with place.log.open("ab") as log:
        place.log.chmod(0o600)
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={**PLAIN, **identity.server_environment(env), **preload.QUIET_START},
            start_new_session=True,
            check=False,
        )
    if done.returncode:
        raise NoWarmStartError(f"the kernel server did not start; see {place.log}")


def ask_all(message: dict[str, Any]) -> list[tuple[Place, dict[str, Any]]]:
    """Send a message to every server of this user that runs; return the answers."""
    answers = []
    for path in sorted(Path(runtime_folder()).glob("*.sock")):
        place = Place(path.parent, path.stem)
        channel = try_connect(place)
        if channel is None:
            path.unlink(missing_ok=True)  # left behind by one that was killed
            continue
        channel.settimeout(_ANSWER_TIME)
        with channel:
            try:
                wire.send(channel, message)
                answers.append((place, wire.receive(channel)[0]))
            except wire.WireError:
                continue
    return answers
