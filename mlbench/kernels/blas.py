"""The threads of linear algebra: none in the server, as many as usual in a kernel.

OpenBLAS starts its threads as soon as it is told their number, and ends them before a fork;
in the forked process they come back with the first operation that wants them (its
``pthread_atfork`` handler). So they are asked for in the server and ended there by a fork
that does nothing else. No later fork sees a thread alive, and a kernel does not wait for
threads to start: that took 80 ms of each start, spent waiting in a loop for work.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from mlbench.cores import usable_cores

#: How many threads the kernels of this server have without being told.
_prepared = 0


def threads_wanted(environ: Mapping[str, str]) -> int:
    """Return how many threads OpenBLAS starts with in an environment, on these processors."""
    for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        if environ.get(name, "").isdigit():
            return int(environ[name])
    return usable_cores()


def prepare(threads: int) -> None:
    """In the server: settle how many threads its kernels have; none runs when this returns."""
    global _prepared  # noqa: PLW0603 - what a fork inherits is the state of the process
    if "threadpoolctl" not in sys.modules:
        return
    _limit(threads)
    _prepared = threads
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def ensure(threads: int) -> None:
    """In a kernel: have that many threads, which costs nothing when the server prepared them."""
    if threads != _prepared and "threadpoolctl" in sys.modules:
        _limit(threads)


def _limit(threads: int) -> None:
    sys.modules["threadpoolctl"].threadpool_limits(limits=threads, user_api="blas")
