"""Facts by name as a small table, for what results show of themselves."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from mlbench.errors import shorten

#: So many notes are shown; the others are counted.
NOTES = 12


def facts_text(title: str, facts: Mapping[str, str], notes: Sequence[str] = ()) -> str:
    """Return facts as lines of text.

    >>> print(facts_text("Dataset 'x'", {"rows": "3"}, ["Read well."]))
    Dataset 'x'
      rows: 3
      - Read well.
    """
    lines = [title, *(f"  {name}: {shorten(value, 200)}" for name, value in facts.items())]
    return "\n".join([*lines, *(f"  - {note}" for note in _bounded(notes))])


def facts_html(title: str, facts: Mapping[str, str], notes: Sequence[str] = ()) -> str:
    """Return facts as an HTML table, with all text escaped and of bounded size."""
    rows = "".join(
        f"<tr><th style='text-align:left'>{html.escape(name)}</th>"
        f"<td style='text-align:left'>{html.escape(shorten(value, 200))}</td></tr>"
        for name, value in facts.items()
    )
    items = "".join(f"<li>{html.escape(note)}</li>" for note in _bounded(notes))
    below = f"<ul>{items}</ul>" if items else ""
    caption = f"<p><strong>{html.escape(shorten(title, 200))}</strong></p>"
    return f"<div>{caption}<table><tbody>{rows}</tbody></table>{below}</div>"


def _bounded(notes: Sequence[str]) -> list[str]:
    shown = [shorten(note, 700) for note in notes[:NOTES]]
    rest = len(notes) - NOTES
    return [*shown, f"and {rest} more notes"] if rest > 0 else shown
