"""Outputs of one cell against those of its counterpart: the comparator of notebooks."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import Any

from mlbench.errors import shorten
from mlbench.reports import images, sandbox
from mlbench.reports.comparison.pictures import picture_difference
from mlbench.reports.comparison.tables import compare_tables, read_html
from mlbench.reports.comparison.texts import TextDifference, compare_texts, diff_lines
from mlbench.reports.comparison.tolerance import Moments, Tolerance
from mlbench.reports.comparison.values import compare_values
from mlbench.reports.text import joined

#: Differences of one output that are told.
TOLD = 20
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_DATA = re.compile(r"application/(?:.*\+)?json$")
_WIDGET = re.compile(r"application/vnd\.jupyter\.widget")
_INLINE = re.compile(r"<img\b[^>]*?\bsrc=[\"']data:image/[\w+.-]+;base64,([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True)
class Difference:
    """One way in which outputs differ.

    Attributes
    ----------
    kind : str
        ``number``, ``text``, ``table``, ``picture``, ``value``, ``missing`` or ``new``;
        of cells also ``code``.
    sentence : str
        What differs, bounded.
    lines : list of str
        Lines with ``-`` and ``+`` before them, or further sentences.
    pictures : tuple of Image, optional
        Both pictures.
    counts : bool
        Whether the notebooks are unlike for it; what goes to stderr and the code itself
        are shown and don't count.
    """

    kind: str
    sentence: str
    lines: list[str] = field(default_factory=list)
    pictures: tuple[images.Image, images.Image] | None = None
    counts: bool = True


@dataclass(frozen=True)
class Comparator:
    """What holds outputs against each other.

    Parameters
    ----------
    tolerance : Tolerance
        How far they may lie apart.
    moments : Moments
        When the two sides were made.
    """

    tolerance: Tolerance = field(default_factory=Tolerance)
    moments: Moments = field(default_factory=Moments)

    def outputs(self, reference: Iterable[Any], other: Iterable[Any]) -> list[Difference]:
        """Return how the outputs of a cell differ from those of its counterpart.

        Parameters
        ----------
        reference, other : iterable of mapping
            Outputs in the form of nbformat 4. Pieces of one stream count as one text.

        Examples
        --------
        >>> def printed(text):
        ...     return [{"output_type": "stream", "name": "stdout", "text": text}]
        >>> Comparator().outputs(printed("rows: 10"), printed("rows: 12"))[0].sentence
        'stdout: 10 became 12'
        """
        one, two = _sorted_out(reference), _sorted_out(other)
        found: list[Difference] = []
        for name in ("stdout", "stderr"):
            texts = "".join(one.streams.get(name, [])), "".join(two.streams.get(name, []))
            found += self._texts(name, *texts, counts=name == "stdout")
        for a, b in zip_longest(one.shown, two.shown):
            found += self._pair(a, b)
        return found

    def _pair(self, one: Any, two: Any) -> list[Difference]:
        if one is None or two is None:
            return [_one_sided(one if two is None else two, is_gone=two is None)]
        if one.get("output_type") == "error" or two.get("output_type") == "error":
            return list(self._texts("error", _error_text(one), _error_text(two)))
        data = [_mapping(side.get("data")) for side in (one, two)]
        return list(self._bundles(*data))

    def _bundles(self, one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[Difference]:
        common = set(one) & set(two)
        picture = next((mime for mime in (*_PICTURES, images.SVG) if mime in common), None)
        data = next((m for m in sorted(common) if _DATA.match(m) and not _WIDGET.match(m)), None)
        if any(_WIDGET.match(mime) for mime in common):
            return
        if picture == images.SVG:
            yield from self._texts("picture", joined(one[picture]), joined(two[picture]))
        elif picture:
            yield from self._pictures(joined(one[picture]), joined(two[picture]))
        elif "text/html" in common and not sandbox.wants_frame(joined(one["text/html"]), {}):
            yield from self._html(joined(one["text/html"]), joined(two["text/html"]))
        elif data:
            told = compare_values(one[data], two[data], self.tolerance, self.moments)
            yield from _listed("value", list(islice(told, TOLD)))
        elif "text/plain" in common:
            yield from self._texts("value", joined(one["text/plain"]), joined(two["text/plain"]))
        elif not common and (one or two):
            kinds = " became ".join(", ".join(sorted(side)) or "nothing" for side in (one, two))
            yield Difference("value", f"output of another kind: {shorten(kinds, 200)}")

    def _html(self, reference: str, other: str) -> Iterator[Difference]:
        (tables, text), (other_tables, other_text) = read_html(reference), read_html(other)
        if len(tables) != len(other_tables):
            yield Difference("table", f"{len(tables)} tables became {len(other_tables)}")
            return
        for one, two in zip(tables, other_tables, strict=True):
            yield from _listed("table", compare_tables(one, two, self.tolerance, self.moments))
        yield from self._texts("text", text, other_text)
        for a, b in zip(_INLINE.findall(reference), _INLINE.findall(other), strict=False):
            yield from self._pictures(a, b)

    def _texts(
        self, name: str, reference: str, other: str, *, counts: bool = True
    ) -> Iterator[Difference]:
        found = compare_texts(reference, other, self.tolerance, self.moments)
        if found is None:
            return
        sentence = f"{name}: {_what_differs(found)}"
        yield Difference(
            "number" if found.numbers else "text", sentence, _lines(found), None, counts
        )

    def _pictures(self, reference: str, other: str) -> Iterator[Difference]:
        if reference == other:
            return
        one, two = images.decode(reference), images.decode(other)
        apart = picture_difference(_bytes(reference), _bytes(other))
        if apart is None:
            yield Difference("picture", "picture: one of the two can't be read")
        elif apart > self.tolerance.picture:
            both = (one, two) if one and two else None
            yield Difference("picture", f"picture: differs by {apart:.2g} of 1", [], both)


@dataclass
class _Outputs:
    streams: dict[str, list[str]] = field(default_factory=dict)
    shown: list[Mapping[str, Any]] = field(default_factory=list)


def _sorted_out(outputs: Iterable[Any]) -> _Outputs:
    found = _Outputs()
    for output in outputs:
        if not isinstance(output, Mapping):
            continue
        if output.get("output_type") == "stream":
            found.streams.setdefault(str(output.get("name")), []).append(joined(output.get("text")))
        else:
            found.shown.append(output)
    return found


def _one_sided(output: Mapping[str, Any], *, is_gone: bool) -> Difference:
    kinds = ", ".join(sorted(_mapping(output.get("data")))) or str(output.get("output_type"))
    kind, verb = ("missing", "is gone") if is_gone else ("new", "is new")
    return Difference(kind, f"an output {verb} ({shorten(kinds, 120)})")


def _error_text(output: Mapping[str, Any]) -> str:
    if output.get("output_type") != "error":
        return "no error"
    return f"{output.get('ename')}: {output.get('evalue')}"


def _listed(kind: str, told: list[str]) -> Iterator[Difference]:
    if told:
        more = f" and {len(told) - 1} more" if len(told) > 1 else ""
        yield Difference(kind, f"{kind}: {told[0]}{more}", told[1:])


def _what_differs(found: TextDifference) -> str:
    if found.numbers:
        one, two = found.numbers[0]
        count = len(found.numbers)
        return f"{one} became {two}" + (f", and {count - 1} more numbers" if count > 1 else "")
    count = sum(line[:1] in "-+" for line in found.lines)
    return f"{count} line{'' if count == 1 else 's'} differ" if count else "words differ"


def _lines(found: TextDifference) -> list[str]:
    return found.lines or [f"{one} became {two}" for one, two in found.numbers[1:TOLD]]


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()))
    except (binascii.Error, ValueError):
        return b""


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


__all__ = ["Comparator", "Difference", "diff_lines"]
