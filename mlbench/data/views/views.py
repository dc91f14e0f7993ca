"""The pictures and tables that suit a dataset's kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mlbench.data.dataset import Dataset
from mlbench.data.views import images, ratings, repeats, series, sounds, texts, times
from mlbench.data.views.shown import Shown, Viewer
from mlbench.vocabulary import DataKind

_IMAGES: tuple[Viewer, ...] = (images.samples, images.means, images.exposure, images.sizes)
_SOUNDS: tuple[Viewer, ...] = (sounds.samples, sounds.lengths, sounds.levels, sounds.formats)

#: What is shown of each kind, in this order.
VIEWERS: dict[DataKind, tuple[Viewer, ...]] = {
    DataKind.TABULAR: (times.counts, times.missing),
    DataKind.TEXT: (texts.lengths, texts.frequent, texts.by_label, texts.characters, texts.facts),
    DataKind.IMAGES: (*_IMAGES, repeats.repeated_files),
    DataKind.AUDIO: (*_SOUNDS, repeats.repeated_files),
    DataKind.RATINGS: (ratings.facts, ratings.tails, ratings.values, ratings.over_time),
    DataKind.SERIES: (series.traces, series.lifetimes, series.missing, series.facts),
}


@dataclass(frozen=True, eq=False)
class Views:
    """What there is to see of a dataset besides its columns.

    In a notebook each picture and table is an output of its own.

    Parameters
    ----------
    name : str
        The dataset's.
    kind : DataKind
        What its rows are about.
    items : tuple of Picture or Table
        In the order in which they are shown.
    """

    name: str
    kind: DataKind
    items: tuple[Shown, ...]

    def __iter__(self) -> Iterator[Shown]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        if not self.items:
            return f"{self.name} is a plain table: its columns say all there is to see."
        return "\n".join([f"Views of '{self.name}' ({self.kind})", *map(repr, self.items)])

    def _ipython_display_(self) -> None:
        from IPython.display import display  # noqa: PLC0415 - only notebooks have it to show

        if not self.items:
            print(repr(self))  # noqa: T201 - this is how a notebook shows text
        for item in self.items:
            display(item)  # type: ignore[no-untyped-call]


def views(dataset: Dataset) -> Views:
    """Look at data in the way that suits what they are about.

    Images as samples and means by class, sizes and exposure; sounds as waves and
    spectrograms, lengths and levels; ratings as long tails, values and times; texts as
    lengths, frequent terms and characters; series as traces by unit, lifetimes and gaps.
    Tables with a column of times are counted over time; for others there is nothing more.

    Parameters
    ----------
    dataset : Dataset
        Beyond a bound a seeded sample of it is looked at, and said.

    Returns
    -------
    Views

    Examples
    --------
    >>> from mlbench.data.load import load
    >>> views(load("sklearn:iris"))
    iris is a plain table: its columns say all there is to see.
    """
    found = (item for viewer in VIEWERS[dataset.kind] for item in viewer(dataset))
    return Views(dataset.name, dataset.kind, tuple(found))
