"""Several pictures in one hand: shown one below the other, each with its alt text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mlbench.pictures import Picture


@dataclass(frozen=True)
class Gallery:
    """Pictures by name.

    Parameters
    ----------
    pictures : mapping of str to Picture
        In the order they are shown.

    Examples
    --------
    >>> Gallery({"roc": Picture(b"", alt="A curve.")})
    Picture: A curve.
    """

    pictures: Mapping[str, Picture]

    def __iter__(self) -> Iterator[Picture]:
        return iter(self.pictures.values())

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, name: str) -> Picture:
        return self.pictures[name]

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 - called by IPython alone

        for picture in self:
            display(picture)  # type: ignore[no-untyped-call]
