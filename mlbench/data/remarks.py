"""Remarks: what reading a data set inferred, repaired, counted or set aside.

Reading ten thousand columns must not end in ten thousand sentences, so what happens
to single columns is noted as events, and each topic becomes one bounded sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mlbench.errors import shorten

#: Why a column of lists, structures or bytes is no feature.
UNUSABLE = "neither text nor a number"
#: So many columns are named in one sentence.
NAMED = 6


class Topic(StrEnum):
    """What a remark is about."""

    FILE = "file"
    HEADER = "header"
    NUL_BYTES = "nul-bytes"
    BLANKS = "blanks"
    MARKER = "marker"
    NA_TEXT = "na-text"
    KEPT_TEXT = "kept-text"
    LEADING_ZEROS = "leading-zeros"
    LONG_INTEGERS = "long-integers"
    ROUNDED = "rounded"
    TIME_ZONE = "time-zone"
    MIXED_TIMES = "mixed-times"
    DECIMAL_COMMA = "decimal-comma"
    LOOK_ALIKE = "look-alike"
    INFINITE = "infinite"
    EMPTY = "empty"
    LEFT_OUT = "left-out"
    RENAMED = "renamed"
    AS_TEXT = "as-text"
    LISTS = "lists"
    SAMPLE = "sample"
    KIND = "kind"
    NAMES = "names"
    ASIDE = "aside"
    TASK = "task"
    SPLIT = "split"
    WEIGHT = "weight"


@dataclass(frozen=True)
class Event:
    """Something that happened to one column.

    Parameters
    ----------
    topic : Topic
        What it is about.
    column : str
        The column's name.
    rows : int
        How many rows it happened to; 0 where rows are not the point.
    details : tuple of str
        The texts that it is about, for the sentence.
    """

    topic: Topic
    column: str
    rows: int = 0
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Remark:
    """One sentence about the data as it was read.

    Parameters
    ----------
    topic : Topic
        What it is about.
    text : str
        The full sentence.
    columns : mapping of str to int
        The columns that it speaks of, with the number of rows.
    """

    topic: Topic
    text: str
    columns: Mapping[str, int] = field(default_factory=dict)


_SENTENCES = {
    Topic.BLANKS: "Blanks around the values were removed in {columns}.",
    Topic.MARKER: "The text {details} was read as missing in {columns}.",
    Topic.NA_TEXT: (
        "The text {details} was read as missing in {columns}; where it is a value, "
        "name the column in the option keep_text."
    ),
    Topic.KEPT_TEXT: "The text {details} was kept as a value, as asked, in {columns}.",
    Topic.LEADING_ZEROS: "Numbers with leading zeros were kept as text in {columns}.",
    Topic.LONG_INTEGERS: (
        "Whole numbers beyond 2^53, whose last digits a float would lose, were kept as text "
        "in {columns}."
    ),
    Topic.ROUNDED: "Numbers beyond 2^53 were rounded to about 16 digits in {columns}.",
    Topic.TIME_ZONE: "Times with an offset were converted to UTC in {columns}.",
    Topic.MIXED_TIMES: (
        "Times of which some have an offset from UTC and some have none were kept as text "
        "in {columns}."
    ),
    Topic.DECIMAL_COMMA: (
        "Numbers with a decimal comma were kept as text in {columns}; "
        "read={{'decimal': ','}} reads them as numbers."
    ),
    Topic.LOOK_ALIKE: (
        "Column names hold signs that look like others, as a Cyrillic letter like a Latin one: "
        "{columns}."
    ),
    Topic.INFINITE: "Values that are infinite or beyond 1e38 were set to missing in {columns}.",
    Topic.EMPTY: "Left out of the features, without a value in the training rows: {columns}.",
    Topic.LEFT_OUT: "Left out, {details}: {columns}.",
    Topic.RENAMED: "Column names that were no text, or blank, were made text: {columns}.",
    Topic.LISTS: "Lists of texts are kept as one text a row in {columns}.",
    Topic.AS_TEXT: "Values of mixed or unknown type were read as text in {columns}.",
}


def summarise(events: Iterable[Event]) -> tuple[Remark, ...]:
    """Return one remark for each topic among the events, in the order of the topics.

    >>> remarks = summarise([Event(Topic.BLANKS, "a", 3), Event(Topic.BLANKS, "b", 1)])
    >>> remarks[0].text
    "Blanks around the values were removed in 'a' (3 rows), 'b' (1 row)."
    """
    groups: dict[tuple[Topic, tuple[str, ...]], list[Event]] = {}
    for event in events:
        apart = event.details if event.topic is Topic.LEFT_OUT else ()
        groups.setdefault((event.topic, apart), []).append(event)
    order = list(Topic)
    return tuple(
        Remark(topic, _sentence(topic, group), {e.column: e.rows for e in group})
        for (topic, _), group in sorted(groups.items(), key=lambda item: order.index(item[0][0]))
    )


def _sentence(topic: Topic, group: list[Event]) -> str:
    details = list(dict.fromkeys(text for event in group for text in event.details))
    if topic is Topic.LEFT_OUT:
        shown = ", ".join(details)
    else:
        shown = ", ".join(f"'{shorten(text, 30)}'" for text in details[:NAMED])
    return _SENTENCES[topic].format(columns=_columns(group), details=shown)


def _columns(group: list[Event]) -> str:
    named = ", ".join(_column(event) for event in group[:NAMED])
    rest = len(group) - NAMED
    return f"{named} and {rest:,} more columns" if rest > 0 else named


def _column(event: Event) -> str:
    name = f"'{shorten(event.column, 60)}'"
    if not event.rows:
        return name
    return f"{name} ({event.rows:,} {'row' if event.rows == 1 else 'rows'})"
