"""How many kernels live, counted in memory that both server processes share."""

from __future__ import annotations

import mmap
import struct
import time

_FORM = struct.Struct("4qd")


class Census:
    """Counts of both tiers, and when something last happened.

    Each field is written by one process alone, so no lock is needed: the first tier's
    counts by the first process, the second tier's by the second.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, mmap.PAGESIZE)
        self._memory[: _FORM.size] = _FORM.pack(0, 0, 0, 0, time.monotonic())

    def born(self, tier: int) -> None:
        """Count a kernel that was forked by a tier."""
        self._add(2 * (tier - 1), 1)
        self._add(2 * (tier - 1) + 1, 1)
        self.touch()

    def died(self, tier: int) -> None:
        """Count a kernel that ended."""
        self._add(2 * (tier - 1), -1)
        self.touch()

    def touch(self) -> None:
        """Say that something happened now."""
        struct.pack_into("d", self._memory, 32, time.monotonic())

    def alive(self) -> int:
        """Return how many kernels live."""
        fields = self._fields()
        return int(fields[0] + fields[2])

    def served(self) -> int:
        """Return how many kernels there ever were."""
        fields = self._fields()
        return int(fields[1] + fields[3])

    def idle_for(self) -> float:
        """Return for how long nothing has happened and no kernel has lived, in seconds."""
        return 0.0 if self.alive() else time.monotonic() - float(self._fields()[4])

    def _fields(self) -> tuple[float, ...]:
        return _FORM.unpack_from(self._memory)

    def _add(self, field: int, amount: int) -> None:
        (value,) = struct.unpack_from("q", self._memory, 8 * field)
        struct.pack_into("q", self._memory, 8 * field, value + amount)
