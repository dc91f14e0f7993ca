"""How far two outputs may lie apart and still count as alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from mlbench.errors import RefusedInput

#: A moment that lies within this of a run is taken as one that the run looked up.
NEAR = timedelta(days=1)


@dataclass(frozen=True)
class Tolerance:
    """What counts as alike.

    Parameters
    ----------
    relative : float
        Largest difference of two numbers as a share of the greater one, in [0, 1).
    absolute : float
        Numbers closer than this are alike whatever their size, in [0, inf).
    picture : float
        Largest difference of two pictures, in [0, 1): 0 is the same picture.
    """

    relative: float = 1e-6
    absolute: float = 1e-9
    picture: float = 0.05

    def __post_init__(self) -> None:
        for name in ("relative", "picture"):
            if not 0 <= getattr(self, name) < 1:
                raise RefusedInput(
                    f"The {name} tolerance must be in [0, 1). Got {getattr(self, name)}.",
                    next_step="Pass a small share, such as 1e-6 for numbers or 0.05 for pictures.",
                )

    def covers(self, reference: float, other: float) -> bool:
        """Whether two numbers are alike; two that are no numbers are."""
        if math.isnan(reference) and math.isnan(other):
            return True
        return math.isclose(reference, other, rel_tol=self.relative, abs_tol=self.absolute)


@dataclass(frozen=True)
class Moments:
    """When both sides were made: what they print of these times is no difference.

    Parameters
    ----------
    reference, other : datetime, optional
        With a time zone; None where it is not known, and then any moment may be one of
        the run's own.
    """

    reference: datetime | None = None
    other: datetime | None = None

    def are_own(self, reference: datetime, other: datetime) -> bool:
        """Whether two moments may both have been looked up while their side was made."""
        pairs = ((reference, self.reference), (other, self.other))
        return all(_is_near(found, made) for found, made in pairs)


def _is_near(found: datetime, made: datetime | None) -> bool:
    if made is None:
        return True
    return abs(found.replace(tzinfo=found.tzinfo or made.tzinfo) - made) <= NEAR
