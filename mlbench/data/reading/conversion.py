"""From cells of text to typed columns, column by column, losing nothing in silence.

Only the distinct texts of a column are looked at; the result is then spread over the
rows. A column becomes numbers, booleans or times when each of its values is one, and
stays text otherwise. What a plain reader would change without a word is kept as text
and said: codes such as ``007``, and whole numbers that a float can't hold.

A column may come in pieces. All of them are seen before the first one gets its type, so
a file that is read in pieces ends up with the types that it would have as a whole.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute as pc

from mlbench.data.reading.distinct import Distinct, Mask
from mlbench.data.reading.evidence import Evidence, Kind, as_numbers, as_times
from mlbench.data.remarks import Event, Topic

#: Texts that pandas and others read as missing though they may be values.
NA_TEXTS = (
    *("NA", "N/A", "n/a", "NaN", "nan", "-NaN", "-nan", "NULL", "null", "None", "<NA>"),
    *("#N/A", "#N/A N/A", "#NA", "1.#IND", "-1.#IND", "1.#QNAN", "-1.#QNAN"),
)
_NA_MARKS = pa.array(NA_TEXTS, pa.string())
#: Under this name a piece keeps which of its texts stand for a missing value.
_GONE = "gone"


class TextColumn:
    """A column of text that gets the type that all of its values have.

    Parameters
    ----------
    name : str
        The column's name, for the events.
    missing : tuple of str
        Texts that stand for a missing value, besides the empty one.
    keep_text : bool
        Whether texts such as ``"NA"`` are values in this column.
    comma : bool
        Whether a comma stands before the decimals of a number.

    >>> column, cells = TextColumn("x"), pa.array(["1", "NA", "3"])
    >>> column.see(cells)
    >>> str(column.settle()[0]), column.typed(cells).to_pylist()
    ('int64', [1, None, 3])
    """

    def __init__(
        self,
        name: str,
        missing: tuple[str, ...] = (),
        *,
        keep_text: bool = False,
        comma: bool = False,
    ) -> None:
        self.name = name
        self._missing, self._keep_text = missing, keep_text
        marks = ["", *missing, *(() if keep_text else NA_TEXTS)]
        self._marks = pa.array(marks, pa.string())
        self._evidence = Evidence(comma)
        self._blanks = 0
        self._marked: Counter[str] = Counter()
        self._like_na: Counter[str] = Counter()
        self._seen: tuple[pa.Array, Distinct] | None = None

    def see(self, cells: pa.Array) -> None:
        """Look at a piece of the column, before any piece gets its type."""
        seen = self._look(cells)
        counts = seen.counts()
        self._blanks += seen.blanks
        gone = self._gone(seen)
        self._count_missing(seen, gone, counts)
        if gone.any():
            seen.known.update(self._evidence.add(_present(seen, gone), counts[~gone]))
        else:
            seen.known.update(self._evidence.add(seen.texts, counts))

    def settle(self) -> tuple[pa.DataType, list[Event]]:
        """Return the type of all pieces that were seen, and what happened on the way."""
        kind, found = self._verdict()
        events = [Event(Topic.BLANKS, self.name, self._blanks)] if self._blanks else []
        na_topic = Topic.NA_TEXT if pa.types.is_string(kind) else Topic.MARKER
        kept = Topic.KEPT_TEXT if self._keep_text else na_topic
        for topic, texts in ((Topic.MARKER, self._marked), (kept, self._like_na)):
            if texts:
                events.append(Event(topic, self.name, texts.total(), tuple(texts)))
        return kind, [*events, *found]

    def typed(self, cells: pa.Array, kind: pa.DataType | None = None) -> pa.Array:
        """Return a piece of the column in the type that was settled, or as text, with nulls."""
        seen = self._look(cells)
        gone = self._gone(seen)
        values = self._values(seen, gone, kind or self._verdict()[0])
        return seen.spread(values, gone)

    def _look(self, cells: pa.Array) -> Distinct:
        """Look at cells once, though a piece that is all there is comes here twice."""
        if self._seen is None or self._seen[0] is not cells:
            self._seen = cells, Distinct.of(cells)
        return self._seen[1]

    def _gone(self, seen: Distinct) -> Mask:
        """Return which texts stand for a missing value."""
        if _GONE not in seen.known:
            seen.known[_GONE] = pc.is_in(seen.texts, self._marks)
        return np.asarray(seen.known[_GONE])

    def _count_missing(self, seen: Distinct, gone: Mask, counts: npt.NDArray[np.int64]) -> None:
        marked = np.asarray(pc.is_in(seen.texts, _NA_MARKS)) if self._keep_text else gone
        for place in np.flatnonzero(marked | gone):
            text = seen.texts[place].as_py()
            if text:
                found = self._marked if text in self._missing else self._like_na
                found[text] += int(counts[place])

    def _verdict(self) -> tuple[pa.DataType, list[Event]]:
        evidence, name = self._evidence, self.name
        if not evidence.rows:
            return pa.float64(), []
        if Kind.NUMBER in evidence.possible:
            return self._number()
        if Kind.FLAG in evidence.possible:
            return pa.bool_(), []
        if Kind.LOCAL_TIME in evidence.possible:
            return pa.timestamp("us"), []
        if Kind.OFFSET_TIME in evidence.possible:
            return pa.timestamp("us"), [Event(Topic.TIME_ZONE, name, evidence.rows)]
        if Kind.COMMA_NUMBER in evidence.possible:
            return pa.string(), [Event(Topic.DECIMAL_COMMA, name, evidence.rows)]
        if Kind.ANY_TIME in evidence.possible:
            return pa.string(), [Event(Topic.MIXED_TIMES, name, evidence.rows)]
        return pa.string(), []

    def _number(self) -> tuple[pa.DataType, list[Event]]:
        evidence, name = self._evidence, self.name
        if evidence.has_nan:
            return pa.string(), []
        if evidence.zeros:
            return pa.string(), [Event(Topic.LEADING_ZEROS, name, evidence.zeros)]
        if not evidence.long:
            return (pa.float64() if evidence.has_broken else pa.int64()), []
        if evidence.has_broken:
            return pa.float64(), [Event(Topic.ROUNDED, name, evidence.long)]
        return pa.string(), [Event(Topic.LONG_INTEGERS, name, evidence.long)]

    def _values(self, seen: Distinct, gone: Mask, kind: pa.DataType) -> pa.Array:
        present = _present(seen, gone)
        if pa.types.is_string(kind):
            return present
        if not len(present):
            return pa.array([], kind)
        if pa.types.is_boolean(kind):
            return pc.equal(pc.utf8_lower(present), "true")
        if pa.types.is_timestamp(kind):
            offset = Kind.OFFSET_TIME in self._evidence.possible
            known = seen.known.get(Kind.OFFSET_TIME if offset else Kind.LOCAL_TIME)
            return known if known is not None else as_times(present, offset=offset)
        known = seen.known.get(Kind.NUMBER)
        numbers = known if known is not None else as_numbers(present, comma=self._evidence.comma)
        return pc.cast(numbers, kind)


def _present(seen: Distinct, gone: Mask) -> pa.Array:
    return seen.texts.filter(pa.array(~gone)) if gone.any() else seen.texts
