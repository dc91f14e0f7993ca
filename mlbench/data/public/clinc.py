"""CLINC150: what people say to an assistant, and what they want by it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from mlbench.data.public.place import listed, place_of, variant_of
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.remarks import Remark, Topic
from mlbench.data.sources.listed import Listed
from mlbench.errors import DataError
from mlbench.vocabulary import DataKind

NAME = "clinc150"
FILES = {"": "data_full.json", "small": "data_small.json"}
PARTS = ("train", "val", "test")
#: What is known of it without reading it.
LISTED = Listed(
    NAME,
    rows=18_200,
    test_rows=5_500,
    target="intent",
    licence="CC BY 3.0",
    origin="Larson and others 2019",
)


class ClincSource:
    """``clinc150``: sentences with one of 150 intents, or ``oos``: out of scope.

    ``:small`` has fewer for training. The column ``part`` is train, val or test. Source:
    Larson et al. 2019; CC BY 3.0.
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        return listed(LISTED, f"{NAME}/{FILES['']}")

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the sentences.

        Raises
        ------
        DataError
            They are not in the data folder, or the file is not of this data set.
        """
        options.only(("drop",), NAME)
        path = place_of(NAME, f"{NAME}/{variant_of(NAME, name, FILES)}")
        rows = _rows(path)
        outside = int((rows["intent"] == "oos").sum())
        text = f"{outside:,} of {len(rows):,} sentences are out of scope, with the intent 'oos'."
        return RawTable(
            name=f"{NAME} {name}".strip(),
            frame=rows,
            target="intent",
            remarks=(Remark(Topic.FILE, text),),
            kind=DataKind.TEXT,
            roles={"text": "text", "part": "part"},
        )


def _rows(path: Path) -> pd.DataFrame:
    try:
        content = json.loads(path.read_text("utf-8"))
        rows = [
            (text, part, intent)
            for part in PARTS
            for group in (part, f"oos_{part}")
            for text, intent in content[group]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path.name} must hold lists of sentences with intents for {', '.join(PARTS)}. "
            f"Got {type(error).__name__} while reading it.",
            next_step="Fetch the file again.",
            code="DATA_INVALID",
        ) from error
    return pd.DataFrame(rows, columns=["text", "part", "intent"], dtype="str")
