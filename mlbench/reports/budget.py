"""Making a page fit: blocks that know a smaller form of themselves.

The largest block gives way first, again and again, until the rest fits. So a page of
many small outputs stays as it is, and one monster does not push out its neighbours.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """A piece of finished, safe HTML.

    Parameters
    ----------
    html : str
        The piece; it closes what it opens.
    smaller : callable, optional
        Returns a form of the same piece that takes fewer bytes; None when there is none.
    """

    html: str
    smaller: Callable[[], Block] | None = None

    @property
    def size(self) -> int:
        """Bytes that the piece takes in UTF-8."""
        return len(self.html.encode("utf-8", "replace"))


def fit(blocks: Sequence[Block], room: int) -> list[str]:
    """Return the HTML of blocks, made smaller until all of them fit.

    Parameters
    ----------
    blocks : sequence of Block
        In the order of the page.
    room : int
        Bytes that there are for all of them.

    Returns
    -------
    list of str
        One piece per block; empty for the last blocks when not even the smallest forms
        of all fit.

    >>> large = Block("x" * 90, smaller=lambda: Block("(90 left out)"))
    >>> fit([Block("small"), large, Block("tail")], room=30)
    ['small', '(90 left out)', 'tail']
    """
    chosen = list(blocks)
    sizes = [block.size for block in chosen]
    total = sum(sizes)
    heap = [(-size, index) for index, size in enumerate(sizes) if chosen[index].smaller]
    heapq.heapify(heap)
    while total > room and heap:
        _, index = heapq.heappop(heap)
        make = chosen[index].smaller
        assert make is not None
        chosen[index] = make()
        total += chosen[index].size - sizes[index]
        sizes[index] = chosen[index].size
        if chosen[index].smaller:
            heapq.heappush(heap, (-sizes[index], index))
    return _cut_the_end([block.html for block in chosen], sizes, total, room)


def _cut_the_end(pieces: list[str], sizes: list[int], total: int, room: int) -> list[str]:
    for index in range(len(pieces) - 1, -1, -1):
        if total <= room:
            break
        total -= sizes[index]
        pieces[index] = ""
    return pieces
