"""Pages that every kernel writes to are copied by the process that waits to be the next."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from mlbench.kernels.launch import ask_all, place_for

#: A small process with a hundred pages of its own, which forks others that write to some.
PROGRAM = """
import atexit, mmap, os, signal
import numpy as np
from mlbench.kernels import copies

SIZE = mmap.PAGESIZE
memory = mmap.mmap(-1, 100 * SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.write(b"x" * len(memory))
first = np.frombuffer(memory, dtype=np.uint8).ctypes.data // SIZE

def forked(work):
    done, tell = os.pipe()
    pid = os.fork()
    if not pid:
        atexit.unregister(os.kill)
        work()
        os.write(tell, b"1")
        signal.pause()
    atexit.register(os.kill, pid, signal.SIGKILL)
    os.close(tell)
    assert os.read(done, 1) == b"1"
    return pid

def writing(*pages):
    def work():
        for page in pages:
            memory[page * SIZE] = ord("y")
    return forked(work)

def ours(pages):
    counted = pages - first
    return counted[(counted >= 0) & (counted < 100)].tolist()
"""


def _said(program: str) -> list[str]:
    """What a process prints that runs this after the program above, line by line."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_pages_that_a_forked_process_writes_to_are_found() -> None:
    assert _said("print(ours(copies.written_by(writing(3, 4, 5, 50))))") == ["[3, 4, 5, 50]"]


def test_copied_pages_are_the_process_s_own_and_say_the_same() -> None:
    said = _said(
        "nowhere = 1 << 40  # beyond all addresses of a process\n"
        "wanted = np.array([first + 7, first + 8, first + 99, nowhere])\n"
        "def work():\n"
        "    copies.copy(wanted)\n"
        "    print(memory[:] == b'x' * len(memory), flush=True)\n"
        "print(ours(copies.written_by(forked(work))))\n"
    )
    assert said == ["True", "[7, 8, 99]"]


def test_only_what_all_kernels_write_to_is_learned() -> None:
    said = _said(
        "learner = copies.Learner()\n"
        "copies.copy(learner.pages)  # nothing is known, nothing is done\n"
        "for pages in ([1, 2, 3], [2, 3, 4], [3, 2, 9]):\n"
        "    assert not learner.is_learned\n"
        "    learner.look_at(writing(*pages))\n"
        "print(learner.is_learned, ours(learner.pages))\n"
    )
    assert said == ["True [2, 3]"]


def test_process_that_ended_teaches_nothing() -> None:
    said = _said(
        "learner = copies.Learner()\n"
        "pid = writing(1)\n"
        "os.kill(pid, signal.SIGKILL)\n"
        "os.waitpid(pid, 0)\n"
        "atexit.unregister(os.kill)\n"
        "learner.look_at(pid)\n"
        "print(learner.pages, learner.is_learned)\n"
    )
    assert said == ["None False"]


def _own(pid: int) -> int:
    """Memory that a process has for itself (kB)."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(text.split("Private_Dirty:")[1].split()[0])


def test_process_that_waits_has_most_of_what_a_kernel_writes_to(own_server, talk) -> None:
    serving = int(dict(ask_all({"do": "status"}))[place_for(os.environ)]["pid"])
    kernels = []
    for _ in range(2):  # from the first one it is learned; who waited by then knew nothing
        kernels.append(talk().pid)
        time.sleep(2)
    children = Path(f"/proc/{serving}/task/{serving}/children").read_text().split()
    [spare] = {int(child) for child in children} - set(kernels)
    deadline = time.monotonic() + 10
    while _own(spare) < _own(kernels[0]) / 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _own(spare) >= _own(kernels[0]) / 2
