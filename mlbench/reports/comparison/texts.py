"""Text against text: the words must be the same, the numbers alike, and times don't count.

What differs from one execution to the next without meaning anything is passed over:
addresses of objects, temporary folders, run ids, process numbers, durations and rates,
progress bars, and moments that were now when the notebook ran.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, takewhile

from mlbench.reports.comparison.tolerance import Moments, Tolerance

#: Lines of a difference that are shown.
DIFF_LINES = 40

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_UNITS = r"(?:ns|µs|us|ms|s|sec|secs|seconds?|mins?|minutes?|h|hours?)"
_PASSING = (
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]"), ""),
    (re.compile(r"0x[0-9a-fA-F]{4,}"), "<address>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<id>"),
    (re.compile(r"\b\d{8}-\d{6}-\d{3}-[0-9a-z]{4}\b"), "<run>"),
    (re.compile(r"/(?:tmp|var/folders)/[^\s'\",;:)<>]+"), "<temporary>"),
    (re.compile(r"\b((?:pid|process)[ =:]*)\d+", re.IGNORECASE), r"\1<process>"),
    (re.compile(r"\|[#█▏▎▍▌▋▊▉ ━╸╺─]*\|"), "<bar>"),
)
_SPANS = (
    (re.compile(rf"(?<![\w.])\d+(?:\.\d+)?\s?{_UNITS}(?:/\w+)?\b(?!\w)"), "<time>"),
    (re.compile(r"(?<![\w.])\d+(?:\.\d+)?\s?[A-Za-z]+/s\b"), "<rate>"),
)
_CLOCKS = ((re.compile(rf"(?<![\w:.-])(?<!\d[T ]){_CLOCK}(?![\w:])"), "<clock>"),)
_TOKEN = re.compile(
    rf"(?P<moment>\b\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]{_CLOCK}(?:Z|\s?[+-]\d{{2}}:?\d{{2}})?)?"
    rf"|\b[A-Z][a-z]{{2}},? +[A-Z][a-z]{{2}} +\d{{1,2}} {_CLOCK} \d{{4}})"
    r"|(?P<number>(?<![\w.])[-+\N{MINUS SIGN}]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+|(?<=\d)\.?)"
    r"(?:[eE][-+]?\d+)?(?![\w]))"
)
_BLANKS = re.compile(r"\s+|[-=─━]{3,}")


@dataclass(frozen=True)
class TextDifference:
    """How two texts differ.

    Attributes
    ----------
    numbers : list of (str, str)
        Numbers that lie further apart than they may; empty when the words differ.
    worst : float or None
        Their largest relative difference.
    lines : list of str
        Where words differ, lines with ``-`` and ``+`` before them.
    """

    numbers: list[tuple[str, str]] = field(default_factory=list)
    worst: float | None = None
    lines: list[str] = field(default_factory=list)


def compare_texts(
    reference: str,
    other: str,
    tolerance: Tolerance,
    moments: Moments,
    *,
    clocks: bool = True,
) -> TextDifference | None:
    """Return how two texts differ, or None when they are alike.

    Parameters
    ----------
    reference, other : str
        The texts.
    tolerance : Tolerance
        For the numbers in them.
    moments : Moments
        When the two were made.
    clocks : bool
        Whether times of day are passed over: in running text they tell when something
        happened, in a table they may be the data.

    Examples
    --------
    >>> loss = "loss 0.25 after 3.2 s"
    >>> compare_texts(loss, "loss 0.2500000001 after 9 ms", Tolerance(), Moments())
    >>> compare_texts(loss, "loss 0.5 after 9 ms", Tolerance(), Moments())
    TextDifference(numbers=[('0.25', '0.5')], worst=0.5, lines=[])
    """
    if reference == other:
        return None
    texts = [_without_passing(text, clocks=clocks) for text in (reference, other)]
    one, two = (list(_tokens(text)) for text in texts)
    if [t.shape for t in one] != [t.shape for t in two]:
        return TextDifference(lines=diff_lines(*texts))
    apart = [
        (a, b) for a, b in zip(one, two, strict=True) if not _are_alike(a, b, tolerance, moments)
    ]
    if not apart:
        return None
    numbers = [(a.text, b.text) for a, b in apart]
    return TextDifference(numbers, max(_distance(a, b) for a, b in apart))


def diff_lines(reference: str, other: str) -> list[str]:
    """Return the lines that differ, each with its sign, at most as many as are shown."""
    one, two = reference.splitlines(), other.splitlines()
    # to find how long texts differ takes ever longer, so what both begin with goes first
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    start = max(0, same - 1)
    found = (
        line[:400]
        for line in difflib.unified_diff(
            one[start : start + 2000], two[start : start + 2000], n=1, lineterm=""
        )
        if not line.startswith(("---", "+++", "@@"))
    )
    lines = list(islice(found, DIFF_LINES + 1))
    return lines if len(lines) <= DIFF_LINES else [*lines[:DIFF_LINES], "…"]


def _without_passing(text: str, *, clocks: bool) -> str:
    for pattern, word in (*_PASSING, *_SPANS, *(_CLOCKS if clocks else ())):
        text = pattern.sub(word, text)
    return text


@dataclass(frozen=True)
class _Token:
    """A word between numbers, a number, or a moment."""

    kind: str
    text: str

    @property
    def shape(self) -> str:
        """What must be the same: the words themselves, of a number only that it is one."""
        return self.text if self.kind == "words" else self.kind

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text.replace(",", "").replace("\N{MINUS SIGN}", "-"))


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    for match in _TOKEN.finditer(text):
        if not any(c.isdigit() for c in match[0]):
            continue
        yield from _words(text[position : match.start()])
        yield _Token(str(match.lastgroup), match[0])
        position = match.end()
    yield from _words(text[position:])


def _words(text: str) -> Iterator[_Token]:
    plain = _BLANKS.sub(" ", text).strip()
    if plain:
        yield _Token("words", plain)


def _are_alike(one: _Token, two: _Token, tolerance: Tolerance, moments: Moments) -> bool:
    if one.text == two.text:
        return True
    if one.kind == "number":
        return tolerance.covers(one.value, two.value)
    if one.kind == "moment":
        both = [_moment(token.text) for token in (one, two)]
        return None not in both and moments.are_own(*both)  # type: ignore[arg-type]
    return False


def _moment(text: str) -> datetime | None:
    from dateutil import parser  # noqa: PLC0415 - only texts with a date need it

    try:
        moment: datetime = parser.parse(text)
    except (ValueError, OverflowError):
        return None
    return moment


def _distance(one: _Token, two: _Token) -> float:
    if one.kind != "number":
        return math.inf
    greater = max(abs(one.value), abs(two.value))
    return abs(one.value - two.value) / greater if greater else 0.0
