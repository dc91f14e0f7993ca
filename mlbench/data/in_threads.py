"""Columns of a large table looked at by all cores, in threads.

NumPy, pandas and Arrow let go of the interpreter while they go through numbers and texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from mlbench.cores import usable_cores

#: Cells from which it is worth to start threads.
WORTH_THREADS = 500_000
#: Many columns are handed over in about so many bundles: each by itself would take its time.
BUNDLES = 64

T = TypeVar("T")
R = TypeVar("R")


def in_threads(work: Callable[[T], R], things: Iterable[T], cells: int) -> list[R]:
    """Return what the work gives for each thing, in their order.

    Parameters
    ----------
    work : callable
        What is done with each; it may not change what another one looks at.
    things : iterable
        The things, such as columns.
    cells : int
        How many values they have in all.
    """
    given, cores = list(things), usable_cores()
    if cells < WORTH_THREADS or cores == 1 or len(given) < 2:  # noqa: PLR2004 - one thing for each
        return [work(thing) for thing in given]
    size = -(-len(given) // BUNDLES)
    bundles = [given[begin : begin + size] for begin in range(0, len(given), size)]
    with ThreadPoolExecutor(cores) as pool:
        found = pool.map(lambda bundle: [work(thing) for thing in bundle], bundles)
        return [result for results in found for result in results]
