"""Free Spoken Digit Dataset: digits spoken by six people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from mlbench.data.media.opened import SOUNDS
from mlbench.data.media.source import read_folder
from mlbench.data.public.place import listed, place_of, variant_of
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources.listed import Listed

NAME = "fsdd"
RECORDINGS = f"{NAME}/recordings"
PATTERN = "{label}_{speaker}_{index}"
#: By the data set's own rule, recordings of these indices and below are for testing.
LAST_TEST = 4
#: What is known of it without reading it.
LISTED = Listed(
    NAME,
    rows=1_500,
    test_rows=300,
    target="label",
    licence="CC BY-SA 4.0",
    origin="Jackson and others, Free Spoken Digit Dataset",
)


class FsddSource:
    """``fsdd``: recordings of 8 kHz with the digit as ``label`` and the ``speaker``.

    The column ``part`` is the data set's own rule for a test part. Source: Jackson et al.,
    Free Spoken Digit Dataset; CC BY-SA 4.0.
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        return listed(LISTED, RECORDINGS)

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the recordings.

        Raises
        ------
        DataError
            They are not in the data folder.
        """
        folder = place_of(NAME, variant_of(NAME, name, {"": RECORDINGS}))
        table = read_folder(SOUNDS, folder, replace(options, pattern=PATTERN))
        index = table.frame["index"]
        frame = table.frame.drop(columns="index")
        frame["part"] = np.where(index <= LAST_TEST, "test", "train")
        text = f"The part was set by the data set's rule: indices 0 to {LAST_TEST} are for testing."
        return replace(
            table,
            name=NAME,
            frame=frame.astype({"part": "str"}),
            roles={**table.roles, "unit": "speaker", "part": "part"},
            remarks=(*table.remarks, Remark(Topic.FILE, text)),
        )
