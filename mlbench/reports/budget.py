"""Making a page fit: blocks that know a smaller form of themselves.

The largest block gives way first, again and again, until the rest fits. So a page of
many small outputs stays as it is, and one monster does not push out its neighbours. What
several blocks need together counts once, and gives way with all of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Resource:
    """A piece of the page that some blocks need, put into it once.

    Parameters
    ----------
    html : str
        The piece, as it stands at the end of the page.
    hashes : tuple of str
        Scripts that the page's policy must list for it.
    """

    html: str = field(repr=False)
    hashes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes that the piece and its hashes take."""
        return len(self.html.encode("utf-8", "replace")) + sum(len(h) + 1 for h in self.hashes)


@dataclass(frozen=True)
class Block:
    """A piece of finished, safe HTML.

    Parameters
    ----------
    html : str
        The piece; it closes what it opens.
    smaller : callable, optional
        Returns a form of the same piece that takes fewer bytes; None when there is none.
    needs : frozenset of Resource
        What must be in the page for it.
    """

    html: str
    smaller: Callable[[], Block] | None = None
    needs: frozenset[Resource] = frozenset()

    @property
    def size(self) -> int:
        """Bytes that the piece takes in UTF-8."""
        return len(self.html.encode("utf-8", "replace"))


def together(pieces: Sequence[str | Block]) -> Block:
    """Return pieces of HTML and blocks as one block; its parts become smaller together.

    >>> together(["<p>", Block("long", lambda: Block("l")), "</p>"]).smaller().html
    '<p>l</p>'
    """
    blocks = [piece for piece in pieces if isinstance(piece, Block)]
    text = "".join(piece.html if isinstance(piece, Block) else piece for piece in pieces)

    def smaller() -> Block:
        return together(
            [
                piece.smaller() if isinstance(piece, Block) and piece.smaller else piece
                for piece in pieces
            ]
        )

    can_shrink = any(block.smaller for block in blocks)
    needs = frozenset[Resource]().union(*(block.needs for block in blocks))
    return Block(text, smaller if can_shrink else None, needs)


def fit(blocks: Iterable[Block], room: int) -> list[Block]:
    """Return blocks, made smaller until all of them fit with what they need.

    Parameters
    ----------
    blocks : iterable of Block
        In the order of the page.
    room : int
        Bytes that there are for all of them.

    Returns
    -------
    list of Block
        One per block; empty for the last ones when not even the smallest forms of all fit.

    >>> large = Block("x" * 90, smaller=lambda: Block("(90 left out)"))
    >>> [block.html for block in fit([Block("small"), large, Block("tail")], room=30)]
    ['small', '(90 left out)', 'tail']
    """
    page = _Page(list(blocks))
    while page.total > room and page.shrink_the_largest():
        pass
    page.cut_the_end(room)
    return page.blocks


class _Page:
    """Blocks, their sizes, and which of them need what."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.sizes = [block.size for block in blocks]
        self.users: dict[Resource, set[int]] = {}
        for index, block in enumerate(blocks):
            for resource in block.needs:
                self.users.setdefault(resource, set()).add(index)
        self.total = sum(self.sizes) + sum(resource.size for resource in self.users)
        self._heap = [(-size, i) for i, size in enumerate(self.sizes) if blocks[i].smaller]
        heapq.heapify(self._heap)

    def shrink_the_largest(self) -> bool:
        """Take the largest block, or all that need the largest resource; False when none can."""
        resource = max(self.users, key=lambda r: r.size, default=None)
        largest = -self._heap[0][0] if self._heap else -1
        if resource is not None and resource.size >= largest:
            for index in sorted(self.users[resource]):
                while resource in self.blocks[index].needs:
                    self._replace(index)
            return True
        while self._heap:
            size, index = heapq.heappop(self._heap)
            if -size == self.sizes[index] and self.blocks[index].smaller:
                self._replace(index)
                return True
        return False

    def cut_the_end(self, room: int) -> None:
        """Leave out the last blocks until the rest fits."""
        for index in range(len(self.blocks) - 1, -1, -1):
            if self.total <= room:
                break
            self._put(index, Block(""))

    def _replace(self, index: int) -> None:
        make = self.blocks[index].smaller
        self._put(index, make() if make else Block(""))
        if self.blocks[index].smaller:
            heapq.heappush(self._heap, (-self.sizes[index], index))

    def _put(self, index: int, block: Block) -> None:
        for resource in self.blocks[index].needs - block.needs:
            self.users[resource].discard(index)
            if not self.users[resource]:
                del self.users[resource]
                self.total -= resource.size
        for resource in block.needs - self.blocks[index].needs:
            if resource not in self.users:
                self.users[resource] = set()
                self.total += resource.size
            self.users[resource].add(index)
        self.total += block.size - self.sizes[index]
        self.blocks[index], self.sizes[index] = block, block.size
