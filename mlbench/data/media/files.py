"""The files that a dataset's rows stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from mlbench.data.dataset import Dataset
from mlbench.data.media.image_files import ImageFacts
from mlbench.data.media.opened import MEDIUM_OF, Facts, Medium, facts_of
from mlbench.data.media.sound_files import SoundFacts


@dataclass(frozen=True, eq=False)
class Files:
    """The files of a dataset of images or sounds.

    Parameters
    ----------
    medium : Medium
        What they are.
    folder : Path
        What the paths are relative to.
    paths : pandas.Series of str
        One a row of the dataset.
    """

    medium: Medium
    folder: Path
    paths: pd.Series

    @cached_property
    def facts(self) -> list[Facts | str]:
        """What each file is; text for one that can't be used any more."""
        return facts_of(self.medium, self.folder, self.paths.tolist())

    @property
    def images(self) -> dict[int, ImageFacts]:
        """What is known of images by row id."""
        return {row: f for row, f in enumerate(self.facts) if isinstance(f, ImageFacts)}

    @property
    def sounds(self) -> dict[int, SoundFacts]:
        """What is known of sounds by row id."""
        return {row: f for row, f in enumerate(self.facts) if isinstance(f, SoundFacts)}

    @property
    def digests(self) -> pd.Series:
        """A hash of each file's bytes by row id."""
        found = {row: f.digest for row, f in enumerate(self.facts) if not isinstance(f, str)}
        return pd.Series(found, dtype="str")

    def path(self, row: int) -> Path:
        """Return the path of the file of a row."""
        return self.folder / str(self.paths.iloc[row])


def files_of(dataset: Dataset) -> Files | None:
    """Return the files that the rows of a dataset stand for; None for other kinds of data."""
    medium = MEDIUM_OF.get(dataset.kind)
    if medium is None or dataset.folder is None:
        return None
    return Files(medium, dataset.folder, dataset.frame[dataset.roles[str(medium.kind)]])
