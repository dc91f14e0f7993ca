"""Pages of memory that every kernel writes to: copied while a process waits to be one.

A forked process shares each page until it writes to it; the first write costs a fault and a
copy, 1 to 5 microseconds. A kernel writes to six thousand pages before it is ready, nearly
the same ones each time, since to look at an object is to count a reference. Which they are
is learned from the first kernels; the process that waits for the next request then has them
copied (``MADV_POPULATE_WRITE``, Linux 5.14). Where the system can't do that, or does not tell
which pages are shared, nothing happens.
"""

from __future__ import annotations

import ctypes
import mmap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    #: Numbers of pages (addresses over the size of a page), ascending.
    Pages = NDArray[np.int64]

#: From so many kernels it is learned; a page that one of them did not write to is left alone.
_KERNELS = 3
#: ``MADV_POPULATE_WRITE``: as if each page were written to, without changing it.
_POPULATE_WRITE = 23
#: In an entry of ``/proc/PID/pagemap``: the page is in memory; nobody else has it.
_PRESENT, _ALONE = 63, 56


class Learner:
    """Learns which pages of this process its kernels write to.

    Attributes
    ----------
    pages : array of int, shape (n_pages,), or None
        What all kernels that were looked at have written to; None before the first.
    """

    def __init__(self) -> None:
        self.pages: Pages | None = None
        self._looked_at = 0

    @property
    def is_learned(self) -> bool:
        """Whether enough kernels were looked at."""
        return self._looked_at >= _KERNELS

    def look_at(self, pid: int) -> None:
        """Learn from a kernel that was forked from this process and is ready by now."""
        import numpy as np  # noqa: PLC0415 - it is imported when the server serves

        try:
            found = written_by(pid)
        except (OSError, ValueError):  # it ended, or its pages are nobody's business here
            return
        self._looked_at += 1
        self.pages = found if self.pages is None else np.intersect1d(self.pages, found)


def written_by(pid: int) -> Pages:
    """Return the pages of this process that a process forked from it has written to.

    Parameters
    ----------
    pid : int
        The forked process.

    Returns
    -------
    array of int, shape (n_pages,)
        Numbers of pages. Those that this process itself wrote to since are among them.

    Raises
    ------
    OSError
        The process ended, or its memory may not be looked at.
    """
    import numpy as np  # noqa: PLC0415 - as above

    found = []
    with (
        Path("/proc/self/pagemap").open("rb", buffering=0) as ours,
        Path(f"/proc/{pid}/pagemap").open("rb", buffering=0) as theirs,
    ):
        for first, count in _private_pages():
            here, there = (_entries(file, first, count) for file in (ours, theirs))
            if len(here) == len(there):
                written = (here >> _PRESENT) & (there >> _PRESENT) & (there >> _ALONE)
                found.append(first + np.flatnonzero(written & 1))
    return np.concatenate(found)


def _entries(pagemap: Any, first: int, count: int) -> NDArray[np.uint64]:
    import numpy as np  # noqa: PLC0415 - as above

    pagemap.seek(8 * first)
    return np.frombuffer(pagemap.read(8 * count), dtype=np.uint64)


def _private_pages() -> list[tuple[int, int]]:
    """Return the first page and the number of pages of each part that can be written to."""
    found = []
    for line in Path("/proc/self/maps").read_text().splitlines():
        addresses, allowed = line.split(maxsplit=2)[:2]
        if allowed == "rw-p":
            low, high = (int(address, 16) // mmap.PAGESIZE for address in addresses.split("-"))
            found.append((low, high - low))
    return found


def copy(pages: Pages | None) -> None:
    """Have this process own pages that it shares with the one it was forked from.

    Parameters
    ----------
    pages : array of int, shape (n_pages,), or None
        As :attr:`Learner.pages`; what is not there any more is passed over.
    """
    if pages is None or not len(pages):
        return
    import numpy as np  # noqa: PLC0415 - as above

    advise = ctypes.CDLL(None).madvise
    advise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    last = np.flatnonzero(np.diff(pages, append=pages[-1] + 2) > 1)
    first = np.concatenate([[0], last[:-1] + 1])
    for low, high in zip(pages[first].tolist(), pages[last].tolist(), strict=True):
        size = (high - low + 1) * mmap.PAGESIZE
        advise(low * mmap.PAGESIZE, size, _POPULATE_WRITE)
