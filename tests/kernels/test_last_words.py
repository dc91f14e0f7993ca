"""A kernel that was told to end does so at once, also where nothing else holds it up."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

#: What holds the end of a kernel up otherwise: its history is written to a file.
NO_HISTORY = ["--HistoryManager.hist_file=:memory:"]
#: ipykernel's control thread is so late with its last flush that nobody is there for it any more
#: if it is not waited for.
LATE = """
def _set_up():  # IPython empties its namespace before the end
    import sys, threading, time
    from ipykernel.kernelapp import IPKernelApp
    stream, app = sys.stdout, IPKernelApp.instance()
    publisher, flush, reset = stream.pub_thread.thread, stream.flush, app.reset_io

    def late():
        if threading.current_thread().name == "Control":
            end = time.monotonic() + 1
            while publisher.is_alive() and time.monotonic() < end:
                time.sleep(0.01)
            if not publisher.is_alive():
                time.sleep(stream.flush_timeout)
        flush()

    def closes_after_that_has_begun():
        time.sleep(0.1)
        reset()

    stream.flush, app.reset_io = late, closes_after_that_has_begun

_set_up()
"""


@pytest.mark.parametrize("warm", ["1", "0"])
def test_kernel_that_is_late_for_its_last_flush_ends_in_good_order(
    warm: str, server: Path, talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBENCH_WARM", warm)
    kernel = talk(extra_arguments=NO_HISTORY)
    kernel(LATE)
    process = kernel.process
    kernel.manager.shutdown_kernel()
    assert process.poll() == 0  # no signal was needed


def test_cell_that_ends_the_kernel_waits_for_nobody(server: Path, talk) -> None:
    kernel = talk(extra_arguments=NO_HISTORY)
    kernel("from mlbench.kernels import last_words; last_words._MOST = 120.0")
    deadline = time.monotonic() + 30
    kernel.client.execute("exit()")
    while kernel.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert kernel.process.poll() == 0
