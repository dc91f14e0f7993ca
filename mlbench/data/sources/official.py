"""Data sets that bring a split of their own: a file to train on, and one to test on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from mlbench.data.raw import PART
from mlbench.data.reading.batches import Batches
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources.fetching import fetch_test
from mlbench.data.sources.files import open_file, readable
from mlbench.data.sources.finding import Found
from mlbench.data.sources.named import NAMED, HeldOut
from mlbench.data.sources.parts import Together


def with_test_file(found: Found) -> Found:
    """Return what was found with the file to test on behind it, where the data set has one.

    Raises
    ------
    DataError
        That file is not here, and can't be fetched.
    """
    entry = NAMED.get(found.source)
    if entry is None or entry.test is None:
        return found
    return replace(found, files=(*found.files, fetch_test(found.source, entry.test)))


class Official(Together):
    """The rows to train on and those to test on after each other, told by a column.

    Parameters
    ----------
    files : sequence of Path
        The file to train on, and the one to test on.
    options : ReadOptions
        How the first is read, and the second where its entry says nothing else.
    entry : HeldOut
        What is known of the second.
    """

    def __init__(self, files: Sequence[Path], options: ReadOptions, entry: HeldOut) -> None:
        super().__init__(files, options)
        self.entry = entry
        self.common = [{PART: "train"}, {PART: "test"}]
        self._cut = dict.fromkeys(entry.endings, 0)

    def _open(self, place: int) -> Batches:
        if place == 0:
            return super()._open(place)
        with readable(self.files[place]):
            rows = open_file(self.files[place], self.options.over(self.entry.read))
        return replace(rows, pieces=self._without_endings(rows))

    def _without_endings(self, rows: Batches) -> Iterator[pa.RecordBatch]:
        for piece in rows.pieces:
            columns = piece.columns
            for name, ending in self.entry.endings.items():
                at = rows.names.index(name)
                columns[at], cut = without_ending(columns[at], ending)
                self._cut[name] += cut
            yield pa.RecordBatch.from_arrays(columns, names=piece.schema.names)

    def _remarks(self) -> list[Remark]:
        train, test = (file.name for file in self.files)
        text = f"{train} is the part to train on and {test} the part to test on, as '{PART}' says."
        return [
            Remark(Topic.FILE, text),
            *super()._remarks()[1:],
            *_about_endings(test, self.entry.endings, self._cut),
        ]


def without_ending(values: pa.Array, ending: str) -> tuple[pa.Array, int]:
    """Return texts without an ending that some of them have, and how many had it.

    >>> without_ending(pa.array(["yes.", "no", None]), ".")[1]
    1
    """
    ends = pc.ends_with(pc.utf8_rtrim_whitespace(values), ending)
    cut = pc.utf8_slice_codeunits(pc.utf8_rtrim_whitespace(values), 0, -len(ending))
    return pc.if_else(ends, cut, values), pc.sum(ends).as_py() or 0


def _about_endings(
    file: str, endings: Mapping[str, str], cut: Mapping[str, int]
) -> Iterator[Remark]:
    for name, ending in endings.items():
        if cut[name]:
            text = f"{file}: '{ending}' was taken off the end of {cut[name]:,} values of '{name}'."
            yield Remark(Topic.FILE, text, {name: cut[name]})
