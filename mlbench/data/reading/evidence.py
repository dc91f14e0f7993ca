"""What the texts of a column can be: gathered a piece at a time, so that all rows decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

#: The largest whole number up to which a 64-bit float holds each one.
EXACT = 2**53
#: Whole numbers of at most this many digits are below it.
SHORT = 15
_WHOLE = r"^[+-]?[0-9]+$"
_LEADING_ZERO = r"^[+-]?0[0-9]"
_COMMA = r"^([+-]?[0-9]*),([0-9]+([eE][+-]?[0-9]+)?)$"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2})"
_LOCAL_TIME = f"{_DATE}{_TIME})?$"
_OFFSET_TIME = f"{_DATE}{_TIME}{_OFFSET})$"


class Kind(Enum):
    """What all texts of a column can be."""

    NUMBER = auto()
    COMMA_NUMBER = auto()
    FLAG = auto()
    LOCAL_TIME = auto()
    OFFSET_TIME = auto()
    ANY_TIME = auto()


@dataclass
class Evidence:
    """What a column's texts can be, as far as they were seen.

    Parameters
    ----------
    comma : bool
        Whether a comma stands before the decimals of a number.
    """

    comma: bool = False
    possible: set[Kind] = field(default_factory=lambda: set(Kind))
    rows: int = 0
    has_nan: bool = False
    has_whole: bool = False
    has_broken: bool = False
    zeros: int = 0
    long: int = 0

    def add(self, texts: pa.Array, counts: npt.NDArray[np.int64]) -> dict[Kind, pa.Array]:
        """Look at texts that are not missing, and at the number of rows of each.

        Returns
        -------
        dict
            What the texts were turned into on the way, by kind.
        """
        self.rows += int(counts.sum())
        if not len(texts) or not self.possible:
            return {}
        if Kind.NUMBER in self.possible:
            numbers = as_numbers(texts, comma=self.comma)
            if numbers is not None:
                self.possible = {Kind.NUMBER, Kind.COMMA_NUMBER} & self.possible
                self._add_numbers(texts, numbers, counts)
                return {Kind.NUMBER: numbers}
            self.possible.discard(Kind.NUMBER)
        return self._add_words(texts)

    def _add_numbers(self, texts: pa.Array, numbers: pa.Array, counts: Any) -> None:
        self.has_nan = self.has_nan or bool(np.isnan(np.asarray(numbers)).any())
        zeros = np.asarray(pc.match_substring_regex(texts, _LEADING_ZERO))
        self.zeros += int(counts[zeros].sum())
        whole = np.asarray(pc.match_substring_regex(texts, _WHOLE))
        self.has_whole = self.has_whole or bool(whole.any())
        self.has_broken = self.has_broken or not whole.all()
        if not whole.any():
            return
        long = whole & np.asarray(pc.greater(pc.binary_length(texts), SHORT))
        places = np.flatnonzero(long)
        long[places] = [_is_long(text) for text in texts.take(pa.array(places)).to_pylist()]
        self.long += int(counts[long].sum())

    def _add_words(self, texts: pa.Array) -> dict[Kind, pa.Array]:
        if Kind.COMMA_NUMBER in self.possible:
            if not self.comma and as_numbers(texts, comma=True) is not None:
                self.possible = {Kind.COMMA_NUMBER}
                return {}
            self.possible.discard(Kind.COMMA_NUMBER)
        if Kind.FLAG in self.possible:
            lower = pc.utf8_lower(texts)
            if pc.all(pc.is_in(lower, pa.array(["true", "false"], pa.string()))).as_py():
                self.possible = {Kind.FLAG}
                return {Kind.FLAG: pc.equal(lower, "true")}
            self.possible.discard(Kind.FLAG)
        return self._add_times(texts) if Kind.ANY_TIME in self.possible else {}

    def _add_times(self, texts: pa.Array) -> dict[Kind, pa.Array]:
        if not pc.match_substring_regex(texts[:1], _DATE)[0].as_py():
            self.possible.clear()
            return {}
        local = pc.match_substring_regex(texts, _LOCAL_TIME)
        offset = pc.match_substring_regex(texts, _OFFSET_TIME)
        if not pc.all(pc.or_(local, offset)).as_py():
            self.possible.clear()
            return {}
        for kind, where in ((Kind.LOCAL_TIME, local), (Kind.OFFSET_TIME, offset)):
            moments = None
            if kind in self.possible and pc.all(where).as_py():
                moments = as_times(texts, offset=kind is Kind.OFFSET_TIME)
            if moments is None:
                self.possible.discard(kind)
            else:
                return {kind: moments}
        return {}


def as_numbers(texts: pa.Array, *, comma: bool = False) -> pa.Array | None:
    """Return texts as 64-bit floats, or None where one of them is no number."""
    plain = pc.replace_substring_regex(texts, _COMMA, r"\1.\2") if comma else texts
    try:
        return pc.cast(plain, pa.float64())
    except pa.ArrowInvalid:
        return None


def as_times(texts: pa.Array, *, offset: bool) -> pa.Array | None:
    """Return texts as moments, those with an offset in UTC, or None where one is no moment."""
    series = pd.Series(texts.to_pylist(), dtype="str")
    moments = pd.to_datetime(series, format="ISO8601", errors="coerce", utc=offset)
    if moments.isna().any():
        return None
    if offset:
        moments = moments.dt.tz_convert(None)
    return pa.array(moments.astype("datetime64[us]"))


def _is_long(text: str) -> bool:
    digits = text.lstrip("+-")
    # Python refuses to read integers of many thousand digits; these are long for sure.
    return len(digits) > SHORT and (len(digits) > SHORT * 2 or int(digits) > EXACT)
