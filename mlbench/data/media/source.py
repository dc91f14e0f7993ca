"""``images:FOLDER`` and ``audio:FOLDER``: a table of the files of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from mlbench.data.media import labels
from mlbench.data.media.labels import Labels
from mlbench.data.media.opened import IMAGES, SOUNDS, Medium, facts_of, set_aside
from mlbench.data.media.walk import Walk, walk
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources import read_small
from mlbench.errors import DataError, listing, shorten
from mlbench.vocabulary import DataKind

OPTIONS = ("labels", "pattern", "drop")


def read_folder(medium: Medium, folder: Path, options: ReadOptions) -> RawTable:
    """Return the files of a folder as a table: their paths, and what is said of them.

    Parameters
    ----------
    medium : Medium
        Images or sounds.
    folder : Path
        It is walked with all folders below it.
    options : ReadOptions
        ``labels``: a CSV file; ``pattern``: of the files' names. Without them a file's
        label is the folder that it lies in.

    Returns
    -------
    RawTable
        Paths relative to the folder in the column ``image`` or ``audio``.

    Raises
    ------
    DataError
        The folder holds no file that can be used, or the labels can't be read.
    """
    options.only(OPTIONS, f"a folder of {medium.word}")
    found = walk(folder, medium.suffixes)
    facts = facts_of(medium, folder, found.files)
    usable = [
        path for path, fact in zip(found.files, facts, strict=True) if not isinstance(fact, str)
    ]
    aside = set_aside(medium, found.files, facts)
    if not usable:
        raise _nothing(medium, folder, found, aside)
    said = _labels(usable, folder, options)
    column = str(medium.kind)
    if column in said.columns:
        raise _taken(column)
    paths = pd.Series([usable[place] for place in said.kept], dtype="str")
    frame = said.columns.copy()
    frame.insert(0, column, paths)
    return RawTable(
        name=folder.name,
        frame=frame,
        target=said.target,
        remarks=(*_passed_over(found), *aside, *_unlabelled(usable, said), *said.remarks),
        kind=DataKind.IMAGES if medium is IMAGES else DataKind.AUDIO,
        roles={column: column},
        folder=folder.resolve(),
    )


def _labels(paths: list[str], folder: Path, options: ReadOptions) -> Labels:
    if options.labels and options.pattern:
        raise DataError(
            "Labels come from a table or from the files' names. Got the options 'labels' and "
            "'pattern'.",
            next_step="Leave one of them out.",
            code="DATA_OPTION",
        )
    if options.pattern:
        return labels.by_pattern(paths, options.pattern)
    if not options.labels:
        return labels.by_folder(paths)
    table = read_small(options.labels, ReadOptions(), folder)
    said = labels.by_table(paths, table.frame, Path(options.labels).name)
    return replace(said, remarks=(*table.remarks, *said.remarks))


def _passed_over(found: Walk) -> list[Remark]:
    others = sum(found.others.values())
    endings = ", ".join(f"{count:,} {suffix}" for suffix, count in found.others.most_common(4))
    counts = {
        f"{others:,} of other types ({endings})": others,
        f"{found.hidden:,} hidden": found.hidden,
        f"{found.links:,} links that lead in circles or nowhere": found.links,
    }
    said = [text for text, count in counts.items() if count]
    return [Remark(Topic.FILE, f"Files passed over: {', '.join(said)}.")] if said else []


def _unlabelled(paths: list[str], said: Labels) -> list[Remark]:
    kept = set(said.kept)
    out = [path for place, path in enumerate(paths) if place not in kept]
    if not out:
        return []
    text = f"{len(out):,} of {len(paths):,} files were set aside, which {said.why}: "
    return [Remark(Topic.ASIDE, f"{text}{listing(out, 3)}.")]


def _nothing(medium: Medium, folder: Path, found: Walk, aside: list[Remark]) -> DataError:
    endings = listing(medium.suffixes)
    why = aside[0].text if aside else f"Got {sum(found.others.values()):,} files of other types."
    return DataError(
        f"The folder {shorten(str(folder), 200)} must hold {medium.word} ({endings}). {why}",
        next_step="Pass the folder that holds them, or that holds a folder a label.",
        code="DATA_EMPTY",
    )


def _taken(column: str) -> DataError:
    return DataError(
        f"The column '{column}' is the one of the files' paths. Got another one of that name.",
        next_step="Rename it in the table of labels, or in the pattern.",
        code="DATA_DUPLICATE_COLUMNS",
    )


class FolderSource:
    """Files of one medium, by the folder that they lie in."""

    medium: Medium

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the files of the folder of that path; see :func:`read_folder`.

        Raises
        ------
        DataError
            There is no such folder, or it can't be used.
        """
        path = Path(name).expanduser()
        candidates = [path] if path.is_absolute() else [place / path for place in places]
        folder = next((place for place in candidates if place.is_dir()), None)
        if folder is None or not name:
            shown = ", ".join(shorten(str(place), 120) for place in places)
            raise DataError(
                f"There is no folder '{shorten(name, 200)}' of {self.medium.word} in {shown}.",
                next_step=f"Pass a folder, as {self.medium.word}:FOLDER.",
                code="DATA_NOT_FOUND",
            )
        return read_folder(self.medium, folder, options)


class ImagesSource(FolderSource):
    """``images:FOLDER``: images, labelled by sub-folder, table or name."""

    medium = IMAGES


class AudioSource(FolderSource):
    """``audio:FOLDER``: WAV files, labelled by sub-folder, table or name."""

    medium = SOUNDS
