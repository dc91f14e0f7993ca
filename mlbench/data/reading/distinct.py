"""The distinct texts of a piece of a column, which are all that has to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute as pc

#: So many rows show whether a column repeats its texts, as fewer than this share differ.
LOOK, MOSTLY = 5000, 0.5

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Distinct:
    """Texts, each for one or more rows.

    Parameters
    ----------
    texts : pyarrow.Array
        The texts, without blanks around them; the same text may stand here twice.
    places : numpy.ndarray of int64, shape (rows,)
        Where each row finds its own.
    blanks : int
        The number of rows that had blanks around their text.
    known : dict
        What the texts were already turned into.
    """

    texts: pa.Array
    places: npt.NDArray[np.int64]
    blanks: int
    known: dict[Any, pa.Array] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: pa.Array) -> Distinct:
        """Look at cells.

        Where the first rows hardly repeat a text, looking for repetitions costs more than
        it saves, and each row keeps a text of its own.
        """
        look = cells[:LOOK]
        if len(cells) > LOOK and pc.count_distinct(look).as_py() > MOSTLY * LOOK:
            texts, places = cells, np.arange(len(cells))
        else:
            encoded = cells.dictionary_encode()
            texts, places = encoded.dictionary, np.asarray(encoded.indices).astype(np.int64)
        trimmed = pc.utf8_trim_whitespace(texts)
        if trimmed.equals(texts):
            return cls(texts, places, 0)
        changed = np.asarray(pc.not_equal(trimmed, texts))
        return cls(trimmed, places, int(changed[places].sum()))

    def counts(self) -> npt.NDArray[np.int64]:
        """Return how many rows each text has."""
        return np.bincount(self.places, minlength=len(self.texts)).astype(np.int64)

    def spread(self, typed: pa.Array, gone: Mask) -> pa.Array:
        """Put the values of the texts that are not gone where they came from, else null."""
        if not gone.any():
            return typed.take(pa.array(self.places))
        place = np.cumsum(~gone) - 1
        return typed.take(pa.array(place[self.places], mask=gone[self.places]))
