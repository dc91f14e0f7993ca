"""Opening many files at once, and setting aside those that can't be used."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from scipy.io import wavfile

from mlbench.data.kinds import ColumnKind
from mlbench.data.media import image_files, sound_files
from mlbench.data.media.image_files import ImageFacts, UnusableError
from mlbench.data.media.sound_files import SoundFacts
from mlbench.data.remarks import Remark, Topic
from mlbench.errors import listing
from mlbench.vocabulary import DataKind

#: So many files are named as examples of one reason.
NAMED = 3

Facts = ImageFacts | SoundFacts


@dataclass(frozen=True)
class Medium:
    """One kind of file.

    Parameters
    ----------
    kind : ColumnKind
        Of the column that holds the paths.
    word : str
        What it is called in sentences, in the plural.
    suffixes : tuple of str
        The endings of its files.
    facts : callable
        Opens a file and returns what it is.
    """

    kind: ColumnKind
    word: str
    suffixes: tuple[str, ...]
    facts: Callable[[Path], Any]


IMAGES = Medium(ColumnKind.IMAGE, "images", image_files.SUFFIXES, image_files.image_facts)
SOUNDS = Medium(ColumnKind.AUDIO, "sounds", sound_files.SUFFIXES, sound_files.sound_facts)
#: What the rows of a kind of data stand for.
MEDIUM_OF = {DataKind.IMAGES: IMAGES, DataKind.AUDIO: SOUNDS}


def facts_of(medium: Medium, folder: Path, paths: Sequence[str]) -> list[Facts | str]:
    """Return for each file what it is, or in words why it can't be used.

    Parameters
    ----------
    medium : Medium
        What kind of files they are.
    folder : Path
        What the paths are relative to.
    paths : sequence of str
        The files.
    """

    def look(path: str) -> Facts | str:
        try:
            facts: Facts = medium.facts(folder / path)
        except UnusableError as reason:
            return str(reason)
        except OSError:
            return "can't be opened"
        return facts

    with _strict(), ThreadPoolExecutor(min(8, 2 * (os.cpu_count() or 1))) as workers:
        return list(workers.map(look, paths, chunksize=1))


@contextmanager
def _strict() -> Iterator[None]:
    """Let Pillow refuse what may fill the memory, and the sound reader skip foreign chunks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", wavfile.WavFileWarning)
        yield


def set_aside(medium: Medium, paths: Sequence[str], facts: Sequence[Facts | str]) -> list[Remark]:
    """Return a remark for each reason why files can't be used, with a count and examples."""
    reasons: dict[str, list[str]] = {}
    for path, found in zip(paths, facts, strict=True):
        if isinstance(found, str):
            reasons.setdefault(found, []).append(path)
    return [
        Remark(
            Topic.ASIDE,
            f"{len(bad):,} of {len(paths):,} {medium.word} were set aside, which {reason}: "
            f"{listing(bad, NAMED)}.",
            {str(medium.kind): len(bad)},
        )
        for reason, bad in reasons.items()
    ]
