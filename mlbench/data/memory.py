"""How much memory the rows of a dataset may take."""

from __future__ import annotations

import os
from pathlib import Path

from mlbench.settings import settings

_GROUPS = Path("/sys/fs/cgroup")
#: The share of the memory that is there, where the setting names no figure.
SHARE = 4


def memory_for_rows() -> int:
    """Return the setting ``data_memory`` in bytes, or a quarter of what is there for 0."""
    given = settings().data_memory
    return given or min(_machine(), _control_group()) // SHARE


def _machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _control_group() -> int:
    """Return the lowest limit of this process's control group and those above it."""
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return _machine()
    limits = [_machine()]
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            limits += _limits(_GROUPS, path, "memory.max")
        elif "memory" in controllers.split(","):
            limits += _limits(_GROUPS / "memory", path, "memory.limit_in_bytes")
    return min(limits)


def _limits(root: Path, path: str, file: str) -> list[int]:
    folder = root / path.lstrip("/")
    folders = [folder, *folder.parents]
    found = [each / file for each in folders if each == root or root in each.parents]
    texts = [place.read_text().strip() for place in found if place.is_file()]
    return [int(text) for text in texts if text.isdigit()]
