"""Text of any length as a block: its head and its tail, and where the rest is."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

from mlbench.errors import shorten
from mlbench.reports import rendering
from mlbench.reports.budget import Block
from mlbench.reports.long_text import concatenated, full_size
from mlbench.reports.phrases import size_text

#: Characters kept of a long text: at its head and at its tail.
HEAD, TAIL = 16_000, 8_000


@dataclass(frozen=True)
class Place:
    """Where an output stands.

    Parameters
    ----------
    link : str
        The address of the executed notebook, relative to the report.
    heading : str
        The nearest heading above it.
    cell : int
        The number of its code cell, from 1.
    """

    link: str
    heading: str
    cell: int

    @property
    def alt(self) -> str:
        """The alt text of pictures that bring none."""
        return f"Picture from '{shorten(self.heading, 100)}', cell {self.cell}"

    def note(self, text: str) -> str:
        """Return a remark that leads to the notebook beside the report."""
        link = f'<a href="{html.escape(self.link)}">The notebook</a> has all of it.'
        return f'<p class="note">{html.escape(text)} {link}</p>'


def joined(text: Any) -> str:
    """Return text that a notebook may hold as a list of lines."""
    if isinstance(text, list):
        return concatenated(text)
    return text if isinstance(text, str) else ""


def console_block(text: str, place: Place, kind: str, note: str = "") -> Block | None:
    """Return terminal text as a block; long text loses its middle.

    Parameters
    ----------
    text : str
        The text, of any length.
    place : Place
        Where it stands.
    kind : str
        ``stdout``, ``stderr``, ``error`` or ``value``.
    note : str
        A sentence that says what this text stands in for.
    """
    size = full_size(text)
    if not text.strip():
        note = note or (f"{size_text(size)} of text are left out." if size > len(text) else "")
        return Block(place.note(note)) if note else None
    label = {"stderr": '<span class="label">stderr</span>'}.get(kind, "")

    def shown(head: int, tail: int) -> str:
        parts = [rendering.console(part) for part in cut_middle(text, head, tail)]
        pres = f"<pre>{parts[0]}</pre>"
        if len(parts) > 1:
            gone = size_text(size - head - tail)
            pres += place.note(f"About {gone} are left out here.") + f"<pre>{parts[1]}</pre>"
        before = place.note(note) if note else ""
        return f'{before}<div class="output console {kind}">{label}{pres}</div>'

    least = Block(place.note(f"{size_text(size)} of text are left out."))
    short = Block(shown(1000, 600), lambda: least) if len(text) > 3_000 else least  # noqa: PLR2004 - below this a cut saves next to nothing
    factor = 3 if kind == "error" else 1
    return Block(shown(HEAD * factor, TAIL * factor), lambda: short)


def cut_middle(text: str, head: int, tail: int) -> list[str]:
    """Return a text as it is, or its head and its tail.

    >>> cut_middle("abcdef", 2, 1), cut_middle("abc", 2, 1)
    (['ab', 'f'], ['abc'])
    """
    return [text] if len(text) <= head + tail else [text[:head], text[len(text) - tail :]]


def left_out(place: Place, size: int) -> Block:
    """Return what stands for an output that found no room."""
    return Block(place.note(f"An output of {size_text(size)} is left out."))
