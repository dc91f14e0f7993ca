"""Work on short texts and small pictures that is done once.

A run's report is written again after each step.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar

#: Letters of a text that is remembered, and how many are.
LONGEST, MOST = 20_000, 1024
#: Bytes of a picture that is remembered, and how many are.
LARGEST, PICTURES = 200_000, 96

Made = TypeVar("Made")


class _File(Hashable, Protocol):
    @property
    def content(self) -> bytes: ...


def remembered(work: Callable[[str, str], Made]) -> Callable[[str, str], Made]:
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
    def done(text: str, other: str) -> Made:
        # a text that was cut is a text of another kind, and says so
        is_short = type(text) is type(other) is str and len(text) + len(other) <= LONGEST
        return kept(text, other) if is_short else work(text, other)

    return done


def remembered_picture(work: Callable[..., Made]) -> Callable[..., Made]:
    """Have a function of a picture, and of numbers, remember what it returned for small ones."""
    kept = functools.lru_cache(maxsize=PICTURES)(work)

    @functools.wraps(work)
    def done(picture: _File, *numbers: Any) -> Made:
        return (kept if len(picture.content) <= LARGEST else work)(picture, *numbers)

    return done
