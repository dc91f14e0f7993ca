"""The time that a search has, and what of it must be kept for the end."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

#: Share of the budget by which the last fit may exceed it.
OVERRUN = 0.05


@dataclass
class Clock:
    """The time that a search has.

    Parameters
    ----------
    budget : float or None
        Seconds, or None when trials are counted instead.
    closing : float
        Seconds that it takes to sum up after the last fit, as far as they are known.
    """

    budget: float | None
    closing: float = 0.0
    start: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self.start

    def share(self, part: float) -> float:
        """Return a part of the budget in seconds; infinite without one."""
        return math.inf if self.budget is None else part * self.budget

    def until(self, reserve: float = 0.0) -> float:
        """Return the reading of the monotonic clock that leaves a reserve before the end."""
        return math.inf if self.budget is None else self.start + self.budget - reserve

    @property
    def last(self) -> float:
        """The reading at which the very last fit is ended."""
        return self.start + max(self.share(0.5), self.share(1 + OVERRUN) - self.closing)

    @property
    def is_up(self) -> bool:
        """Whether the whole budget is used up."""
        return self.left() <= 0

    def left(self, reserve: float = 0.0) -> float:
        """Return the seconds left before the reserve; infinite without a budget."""
        return self.until(reserve) - time.monotonic()
