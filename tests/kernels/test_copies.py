"""Pages that every kernel writes to are copied by the process that waits to be the next."""

from __future__ import annotations

import mmap
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from mlbench.kernels import copies
from mlbench.kernels.launch import ask_all, place_for

PAGES = 100


@pytest.fixture
def memory() -> Iterator[mmap.mmap]:
    """Memory of this process alone, written to."""
    held = mmap.mmap(-1, PAGES * mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    held.write(b"x" * len(held))
    yield held
    held.close()


def _first_page(memory: mmap.mmap) -> int:
    return np.frombuffer(memory, dtype=np.uint8).ctypes.data // mmap.PAGESIZE


def _write(memory: mmap.mmap, pages: list[int]) -> None:
    for page in pages:
        memory[page * mmap.PAGESIZE] = ord("y")


@pytest.fixture
def forked() -> Iterator[Callable[[Callable[[], object]], int]]:
    """Fork a process that does something and then lives on; returns its number."""
    pids: list[int] = []

    def fork(work: Callable[[], object]) -> int:
        done, tell = os.pipe()
        pid = os.fork()
        if not pid:
            try:
                work()
                os.write(tell, b"1")
                signal.pause()
            finally:
                os._exit(1)
        os.close(tell)
        pids.append(pid)
        assert os.read(done, 1) == b"1"
        os.close(done)
        return pid

    yield fork
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _of(memory: mmap.mmap, pages: copies.Pages) -> list[int]:
    """Those of some pages that are this memory's, counted from its beginning."""
    counted = pages - _first_page(memory)
    return counted[(counted >= 0) & (counted < PAGES)].tolist()


def test_pages_that_a_forked_process_writes_to_are_found(memory, forked) -> None:
    pid = forked(lambda: _write(memory, [3, 4, 5, 50]))
    assert _of(memory, copies.written_by(pid)) == [3, 4, 5, 50]


def test_copied_pages_are_the_process_s_own_and_say_the_same(memory, forked) -> None:
    first = _first_page(memory)
    nowhere = 1 << 40  # beyond all addresses of a process
    wanted = np.array([first + 7, first + 8, first + 99, nowhere])

    def work() -> None:
        copies.copy(wanted)
        assert memory[:] == b"x" * len(memory)

    assert _of(memory, copies.written_by(forked(work))) == [7, 8, 99]


def test_only_what_all_kernels_write_to_is_learned(memory, forked) -> None:
    learner = copies.Learner()
    copies.copy(learner.pages)  # nothing is known, nothing is done
    for pages in ([1, 2, 3], [2, 3, 4], [3, 2, 9]):
        assert not learner.is_learned
        learner.look_at(forked(lambda pages=pages: _write(memory, pages)))
    assert learner.is_learned
    assert _of(memory, learner.pages) == [2, 3]


def test_process_that_ended_teaches_nothing() -> None:
    learner = copies.Learner()
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    learner.look_at(pid)
    assert learner.pages is None
    assert not learner.is_learned


def _own(pid: int) -> int:
    """Memory that a process has for itself (kB)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Private_Dirty:")[1].split()[0])


def test_process_that_waits_has_most_of_what_a_kernel_writes_to(own_server, talk) -> None:
    serving = int(dict(ask_all({"do": "status"}))[place_for(os.environ)]["pid"])
    kernels = []
    for _ in range(2):  # from the first one it is learned; who waited by then knew nothing
        kernels.append(talk().pid)
        time.sleep(1)
    children = Path(f"/proc/{serving}/task/{serving}/children").read_text().split()
    [spare] = {int(child) for child in children} - set(kernels)
    deadline = time.monotonic() + 10
    while _own(spare) < _own(kernels[0]) / 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _own(spare) >= _own(kernels[0]) / 2
