"""A piece of work as it stands: how much of it is done, and how long the rest may take."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

#: With less of the work done than this, nothing is said about the time left.
_ENOUGH = 0.02


@dataclass
class Work:
    """What is going on. The one who works writes to it; a thread of its own draws it.

    Attributes
    ----------
    what : str
        What it is, as a heading.
    unit : str
        What is counted, in the plural: ``fits``, ``epochs``.
    total : int
        How many there are in all; 0 when it isn't known.
    done : float
        How many are done, in [0, total]; half an epoch counts as half.
    note : str
        What is being done now.
    curves : dict of str to list of float
        Figures by name that grow while it goes.
    inner : Work or None
        A piece of work that the current one of the units consists of.
    started : float
        Reading of the monotonic clock.

    Examples
    --------
    >>> work = Work("Cross-validation", "fits", total=4, done=1)
    >>> work.inner = Work("Training", "epochs", total=10, done=5)
    >>> work.fraction
    0.375
    """

    what: str
    unit: str = ""
    total: int = 0
    done: float = 0.0
    note: str = ""
    curves: dict[str, list[float]] = field(default_factory=dict)
    inner: Work | None = None
    started: float = field(default_factory=time.monotonic)

    @property
    def fraction(self) -> float | None:
        """The share that is done, in [0, 1]; None when it can't be said."""
        inner = self.inner.fraction if self.inner else None
        if not self.total:
            return inner
        return min(1.0, (self.done + (inner or 0.0)) / self.total)

    @property
    def elapsed(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float | None:
        """Seconds that the rest takes if it goes on like this; None when it can't be said."""
        fraction = self.fraction
        if fraction is None or fraction < _ENOUGH:
            return None
        return self.elapsed * (1 - fraction) / fraction

    @property
    def chain(self) -> list[Work]:
        """The work and what it consists of now, from the outside inwards."""
        return [self, *(self.inner.chain if self.inner else [])]
