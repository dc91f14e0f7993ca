"""Sign Language Digits: hands that show a digit, by pupils of a school in Ankara."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlbench.data.media.opened import IMAGES
from mlbench.data.media.source import read_folder
from mlbench.data.public.place import listed, place_of, variant_of
from mlbench.data.raw import RawTable
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources.listed import Listed

NAME = "sign_language_digits"
#: What is known of it without reading it.
LISTED = Listed(
    NAME,
    rows=2_059,
    target="label",
    licence="Apache-2.0",
    origin="Mavi 2020, pupils of a school in Ankara",
)


class SignsSource:
    """``sign_language_digits``: 2,062 images of 100 by 100 pixels, a folder a digit.

    Source: Mavi 2020, arXiv 2011.08927; Apache-2.0.
    """

    def listed(self) -> list[Listed]:
        """Return what ``mlbench data list`` shows."""
        return listed(LISTED, f"{NAME}/Dataset")

    def read_with(self, name: str, options: ReadOptions, places: Sequence[Path]) -> RawTable:
        """Return the images with their digit as ``label``.

        Raises
        ------
        DataError
            They are not in the data folder.
        """
        folder = variant_of(NAME, name, {"": "Dataset"})
        table = read_folder(IMAGES, place_of(NAME, f"{NAME}/{folder}"), options)
        return replace(table, name=NAME)
