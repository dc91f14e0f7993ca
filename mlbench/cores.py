"""How many processor cores there are to use."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """Return the number of cores that this process may use.

    >>> usable_cores() > 0
    True
    """
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
