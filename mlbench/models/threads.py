"""How many threads a computation gets: small tables are done sooner by one.

Threads of OpenMP wait for each other after every split of a tree. On a small table, and
above all on a busy machine, that waiting takes longer than the work.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

#: Tables of fewer rows or cells than these are worked on by one thread.
MANY_ROWS, MANY_CELLS = 10_000, 1_000_000


def deserves_threads(frame: pd.DataFrame) -> bool:
    """Whether a table is so large that several threads are done sooner than one."""
    return len(frame) >= MANY_ROWS and frame.size >= MANY_CELLS


@contextmanager
def fitting_threads(frame: pd.DataFrame) -> Iterator[None]:
    """Work inside this block with as many threads as a table of this size deserves."""
    if deserves_threads(frame):
        yield
        return
    with _libraries(len(sys.modules)).limit(limits=1):
        yield


@functools.lru_cache(maxsize=1)
def _libraries(_modules: int) -> ThreadpoolController:
    """Return what sets the threads of the libraries that so many modules have brought.

    To find them means to go through everything that is loaded: seven milliseconds beside
    TensorFlow, in each of many short fits. A library comes with a module that is imported.
    """
    return ThreadpoolController()
