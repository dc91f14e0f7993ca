"""The next process is forked ahead, and nobody can tell but by the clock."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from mlbench.kernels import control
from mlbench.kernels.launch import ask_all, place_for


@pytest.fixture
def serving(own_server: Path) -> int:
    """The process of a server that serves."""
    return int(dict(ask_all({"do": "status"}))[place_for(os.environ)]["pid"])


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _waiting(serving: int, *others: int) -> int:
    """Wait for the process that waits, and return it."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = [pid for pid in _children(serving) if pid not in others]
        if found:
            [one] = found
            return one
        time.sleep(0.01)
    raise AssertionError("no process was forked ahead")


def test_process_that_waits_becomes_the_next_kernel(serving: int, talk) -> None:
    first = _waiting(serving)
    kernel = talk()
    assert kernel.pid == first
    second = _waiting(serving, first)
    another = talk()
    assert another.pid == second
    numbers = "import random, numpy; print(random.random(), numpy.random.rand())"
    assert kernel(numbers) != another(numbers)


def test_process_that_waits_holds_no_file_of_the_server(serving: int, talk) -> None:
    kernel = talk()
    spare = _waiting(serving, kernel.pid)
    deadline = time.monotonic() + 10
    open_files: list[str] = []
    while len(open_files) != 4 and time.monotonic() < deadline:
        open_files = [entry.name for entry in Path(f"/proc/{spare}/fd").iterdir()]
    assert len(open_files) == 4
    assert {"0", "1", "2"} < set(open_files)


def test_process_that_was_killed_while_it_waited_is_not_missed(serving: int, talk, gone) -> None:
    first = _waiting(serving)
    os.kill(first, signal.SIGKILL)
    assert gone(first, 5)  # until then it could still be handed a request, and die as a kernel
    kernel = talk()
    assert kernel("print(1 + 1)") == "2"
    assert not isinstance(kernel.process, subprocess.Popen)
    assert kernel.pid != first
    assert first not in _children(serving)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_process_that_waits_goes_with_its_server(
    serving: int, gone, how: signal.Signals | None
) -> None:
    spare = _waiting(serving)
    if how is None:
        control.stop()
    else:
        os.kill(serving, how)
    assert gone(serving, 5)  # a signal, too, is seen at once
    assert gone(spare, 5)


def test_server_leaves_while_the_process_that_waits_is_stopped(serving: int, gone) -> None:
    spare = _waiting(serving)
    os.kill(spare, signal.SIGSTOP)
    try:
        control.stop()
        assert gone(serving, 5)
        assert gone(spare, 5)
    finally:
        with suppress(ProcessLookupError):
            os.kill(spare, signal.SIGKILL)
