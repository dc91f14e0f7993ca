"""The pictures that tell most, small, at the top of a report; each leads to its step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mlbench.errors import shorten
from mlbench.reports.images import Image, decode, shrink
from mlbench.reports.text import joined
from mlbench.store.record import StepRecord

#: Pictures at the top, and how many of them are of the step that made the score.
COUNT, OF_THE_SCORE = 3, 2
_WIDTH, _LARGEST = 480, 60_000
_MIME = "image/png"


@dataclass(frozen=True)
class KeyPicture:
    """A small picture.

    Attributes
    ----------
    tag : str
        Its element.
    anchor : str
        The step that it leads to.
    """

    tag: str
    anchor: str


def key_pictures(steps: Sequence[tuple[StepRecord, str, Mapping[str, Any]]]) -> list[KeyPicture]:
    """Return the pictures for the top: of the step that made the score, then of the others.

    A run without a score has none: nothing says which of its pictures tell most.

    Parameters
    ----------
    steps : sequence of (StepRecord, str, mapping)
        Each step with its anchor and its executed notebook.
    """
    scoring = [each for each in steps if "score" in each[0].recorded][-1:]
    if not scoring:
        return []
    others = [each for each in reversed(steps) if each not in scoring]
    first = list(islice((p for each in scoring for p in _small(each)), OF_THE_SCORE))
    one_each = (picture for each in others for picture in islice(_small(each), 1))
    return [*first, *islice(one_each, COUNT - len(first))]


def _small(step: tuple[StepRecord, str, Mapping[str, Any]]) -> Iterator[KeyPicture]:
    record, anchor, notebook = step
    for picture, alt in _pictures(notebook):
        small = shrink(picture, _WIDTH)
        if small is None and len(picture.content) <= _LARGEST:
            small = picture
        if small is not None:
            words = alt or f"Picture of step '{shorten(record.name, 60)}'"
            yield KeyPicture(small.tag(words), anchor)


def _pictures(notebook: Mapping[str, Any]) -> Iterator[tuple[Image, str]]:
    for cell in notebook.get("cells") or ():
        outputs = cell.get("outputs") if isinstance(cell, Mapping) else None
        for output in outputs if isinstance(outputs, list) else ():
            data = output.get("data") if isinstance(output, Mapping) else None
            picture = decode(joined(data.get(_MIME))) if isinstance(data, Mapping) else None
            if picture is not None and picture.mime == _MIME:
                yield picture, _alt(output.get("metadata"))


def _alt(metadata: Any) -> str:
    own = metadata.get(_MIME) if isinstance(metadata, Mapping) else None
    alt = own.get("alt") if isinstance(own, Mapping) else None
    return shorten(alt, 500) if isinstance(alt, str) else ""
