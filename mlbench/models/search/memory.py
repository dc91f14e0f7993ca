"""How much memory there is, and how much of it a process holds; where the system says so."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def held(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 when it can't be said."""
    try:
        resident = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
    except (OSError, IndexError):
        return 0
    return int(resident) * os.sysconf("SC_PAGE_SIZE")


def available() -> float:
    """Return the bytes of memory that are free for programs; infinite when it can't be said."""
    limits = [_of_machine(), _of_group()]
    return min(limits)


def _of_machine() -> float:
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except OSError:
        return float(sys.maxsize)
    facts = dict(line.split(":", 1) for line in lines)
    return float(facts["MemAvailable"].split()[0]) * 1024


def _of_group() -> float:
    """Return what the control group of this machine leaves free."""
    try:
        most = Path("/sys/fs/cgroup/memory.max").read_text("ascii").strip()
        now = Path("/sys/fs/cgroup/memory.current").read_text("ascii")
        return float(sys.maxsize) if most == "max" else float(int(most) - int(now))
    except (OSError, ValueError):
        return float(sys.maxsize)
