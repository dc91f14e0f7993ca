"""Work on short texts that is done once: a run's report is written again after each step."""

from __future__ import annotations

import functools
from collections.abc import Callable

#: Letters of a text that is remembered, and how many are.
LONGEST, MOST = 20_000, 1024


def remembered(work: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """Have a function of two texts remember what it returned for short ones.

    >>> @remembered
    ... def joined(text: str, other: str) -> str:
    ...     print("joining")
    ...     return text + other
    >>> joined("a", "b"), joined("a", "b")
    joining
    ('ab', 'ab')
    """
    kept = functools.lru_cache(maxsize=MOST)(work)

    @functools.wraps(work)
    def done(text: str, other: str) -> str:
        # a text that was cut is a text of another kind, and says so
        is_short = type(text) is type(other) is str and len(text) + len(other) <= LONGEST
        return kept(text, other) if is_short else work(text, other)

    return done
