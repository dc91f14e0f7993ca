"""From cells of text to typed columns, column by column, losing nothing in silence.

Only the distinct texts of a column are looked at; the result is then spread over the
rows. A column becomes numbers, booleans or times when each of its values is one, and
stays text otherwise. What a plain reader would change without a word is kept as text
and said: codes such as ``007``, and whole numbers that a float can't hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.remarks import Event, Topic

#: Texts that pandas and others read as missing though they may be values.
NA_TEXTS = (
    *("NA", "N/A", "n/a", "NaN", "nan", "-NaN", "-nan", "NULL", "null", "None", "<NA>"),
    *("#N/A", "#N/A N/A", "#NA", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)
#: The largest whole number up to which a 64-bit float holds each one.
EXACT = 2**53
#: Whole numbers of at most this many digits are below it.
SHORT = 15
#: So many rows show whether a column repeats its texts, as fewer than this share differ.
LOOK, MOSTLY = 5000, 0.5
_WHOLE = r"^[+-]?[0-9]+$"
_LEADING_ZERO = r"^[+-]?0[0-9]"
_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
_OFFSET = r"(Z|[+-][0-9]{2}:?[0-9]{2})"
_LOCAL_TIME = f"{_DATE}{_TIME})?$"
_OFFSET_TIME = f"{_DATE}{_TIME}{_OFFSET})$"


@dataclass(frozen=True)
class _Distinct:
    """The distinct values of a column that are not missing, and how often each occurs."""

    name: str
    values: pa.Array
    counts: npt.NDArray[np.int64]

    def rows(self, where: Any) -> int:
        return int(self.counts[np.asarray(where, dtype=bool)].sum())


def convert(
    name: str, cells: pa.ChunkedArray, missing: tuple[str, ...], *, keep_text: bool
) -> tuple[pa.Array, list[Event]]:
    """Return a column's values in the type that all of them have.

    Parameters
    ----------
    name : str
        The column's name, for the events.
    cells : pyarrow.ChunkedArray
        Its cells as text, at least one.
    missing : tuple of str
        Texts that stand for a missing value, besides the empty one.
    keep_text : bool
        Whether texts such as ``"NA"`` are values in this column.

    Returns
    -------
    values : pyarrow.Array
        One of bool, int64, double, timestamp or string, with nulls.
    events : list of Event
        What happened on the way.

    >>> values, events = convert("x", pa.chunked_array([["1", "NA", "3"]]), (), keep_text=False)
    >>> values.to_pylist(), events[0].rows
    ([1, None, 3], 1)
    """
    texts, indices = _distinct(cells)
    counts = np.bincount(indices, minlength=len(texts)).astype(np.int64)
    texts, events = _trim(name, texts, counts)
    declared = pc.is_in(texts, pa.array(["", *missing], pa.string()))
    like_na = pc.is_in(texts, pa.array(NA_TEXTS, pa.string()))
    gone = np.asarray(declared) if keep_text else np.asarray(pc.or_(declared, like_na))
    present = _Distinct(name, texts.filter(pa.array(~gone)), counts[~gone])
    typed, found = _type(present)
    if missing or pc.any(like_na).as_py():
        is_text = pa.types.is_string(typed.type)
        marks = _Distinct(name, texts, counts)
        events += _missing_events(marks, declared, like_na, keep_text=keep_text, is_text=is_text)
    return _spread(typed, gone, indices), [*events, *found]


def _distinct(cells: pa.ChunkedArray) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Return the distinct texts and where each row finds its own.

    Where the first rows hardly repeat a text, looking for repetitions costs more than it
    saves, and each row keeps a text of its own.
    """
    whole = pa.concat_arrays(cells.chunks)
    look = whole[:LOOK]
    if len(whole) > LOOK and pc.count_distinct(look).as_py() > MOSTLY * LOOK:
        return whole, np.arange(len(whole))
    encoded = whole.dictionary_encode()
    return encoded.dictionary, np.asarray(encoded.indices).astype(np.int64)


def _trim(name: str, texts: pa.Array, counts: Any) -> tuple[pa.Array, list[Event]]:
    trimmed = pc.utf8_trim_whitespace(texts)
    if trimmed.equals(texts):
        return texts, []
    changed = np.asarray(pc.not_equal(trimmed, texts))
    return trimmed, [Event(Topic.BLANKS, name, int(counts[changed].sum()))]


def _missing_events(
    marks: _Distinct, declared: Any, like_na: Any, *, keep_text: bool, is_text: bool
) -> list[Event]:
    events = []
    marked = np.asarray(declared) & np.asarray(pc.not_equal(marks.values, ""))
    like = np.asarray(like_na) & ~marked
    kept = Topic.KEPT_TEXT if keep_text else Topic.NA_TEXT if is_text else Topic.MARKER
    for topic, where in ((Topic.MARKER, marked), (kept, like)):
        if where.any():
            details = tuple(dict.fromkeys(marks.values.filter(pa.array(where)).to_pylist()))
            events.append(Event(topic, marks.name, marks.rows(where), details))
    return events


def _spread(typed: pa.Array, gone: npt.NDArray[np.bool_], indices: Any) -> pa.Array:
    """Put the distinct values where they came from, null where they are missing."""
    if not gone.any():
        return typed.take(pa.array(indices))
    place = np.cumsum(~gone) - 1
    return typed.take(pa.array(place[indices], mask=gone[indices]))


def _type(present: _Distinct) -> tuple[pa.Array, list[Event]]:
    if not len(present.values):
        return pa.array([], pa.float64()), []
    try:
        numbers = pc.cast(present.values, pa.float64())
    except pa.ArrowInvalid:
        return _words(present)
    if pc.any(pc.is_nan(numbers)).as_py():
        return present.values, []
    return _numbers(present, numbers)


def _numbers(present: _Distinct, numbers: pa.Array) -> tuple[pa.Array, list[Event]]:
    values, name = present.values, present.name
    zeros = pc.match_substring_regex(values, _LEADING_ZERO)
    if pc.any(zeros).as_py():
        return values, [Event(Topic.LEADING_ZEROS, name, present.rows(zeros))]
    whole = np.asarray(pc.match_substring_regex(values, _WHOLE))
    if not whole.any():
        return numbers, []
    long = whole & np.asarray(pc.greater(pc.binary_length(values), SHORT))
    places = np.flatnonzero(long)
    long[places] = [_is_long(text) for text in values.take(pa.array(places)).to_pylist()]
    if whole.all():
        if long.any():
            return values, [Event(Topic.LONG_INTEGERS, name, present.rows(long))]
        return pc.cast(numbers, pa.int64()), []
    return numbers, [Event(Topic.ROUNDED, name, present.rows(long))] if long.any() else []


def _is_long(text: str) -> bool:
    digits = text.lstrip("+-")
    # Python refuses to read integers of many thousand digits; these are long for sure.
    return len(digits) > SHORT and (len(digits) > SHORT * 2 or int(digits) > EXACT)


def _words(present: _Distinct) -> tuple[pa.Array, list[Event]]:
    values = present.values
    lower = pc.utf8_lower(values)
    flags = pc.is_in(lower, pa.array(["true", "false"], pa.string()))
    if pc.all(flags).as_py():
        return pc.equal(lower, "true"), []
    if pc.match_substring_regex(values[:1], _DATE)[0].as_py():
        return _times(present)
    return values, []


def _times(present: _Distinct) -> tuple[pa.Array, list[Event]]:
    values = present.values
    local = pc.all(pc.match_substring_regex(values, _LOCAL_TIME)).as_py()
    offset = not local and pc.all(pc.match_substring_regex(values, _OFFSET_TIME)).as_py()
    if not (local or offset):
        return values, []
    texts = pd.Series(values.to_pylist(), dtype="str")
    moments = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=offset)
    if moments.isna().any():
        return values, []
    if offset:
        moments = moments.dt.tz_convert(None)
    events = [Event(Topic.TIME_ZONE, present.name, int(present.counts.sum()))] if offset else []
    return pa.array(moments.astype("datetime64[us]")), events
