"""Runs as a table: one that is sorted by what its texts mean, and a still one to read."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mlbench.reports.phrases import (
    STATES,
    count_text,
    duration_text,
    estimate_text,
    metric_title,
    severities_text,
)
from mlbench.store.brief import Brief
from mlbench.store.listing import Listed

if TYPE_CHECKING:
    import pandas as pd

#: Runs that the still table shows.
STILL_ROWS = 20
_UNREADABLE = "? unreadable"
_LEFT = ' style="text-align:left"'
_FIRST = float("-inf")

#: Heading -> (what stands there, what it is sorted by; None for the text itself).
_COLUMNS: dict[str, tuple[Callable[[Brief], str], Callable[[Brief], Any] | None]] = {
    "State": (lambda brief: " ".join(STATES[brief.state]), None),
    "Started": (lambda brief: moment(brief.started), lambda brief: timestamp(brief.started)),
    "Took": (lambda brief: duration_text(brief.seconds), lambda brief: brief.seconds),
    "Metric": (lambda brief: metric_title(brief.metric), None),
    "Score": (
        lambda brief: estimate_text(brief.estimate) if brief.estimate else "",
        lambda brief: brief.score,
    ),
    "Recipe": (lambda brief: brief.recipe, None),
    "Findings": (
        lambda brief: severities_text(brief.critical, brief.warnings, brief.remarks),
        lambda brief: brief.critical * 1e6 + brief.warnings * 1e3 + brief.remarks,
    ),
}
#: The headings, in order.
HEADINGS = ("Study", "Run", *_COLUMNS)


def frame_of(found: Sequence[Listed]) -> pd.DataFrame:
    """Return runs as texts, one row each, in their order.

    Columns of figures are ordered categories, so that a table sorts them by the figures.
    """
    import pandas as pd  # noqa: PLC0415 - the facade starts without pandas

    rows = [_texts(listed) for listed in found]
    frame = pd.DataFrame(rows, columns=list(HEADINGS), dtype=object)
    for heading, (_, by) in _COLUMNS.items():
        if by is not None:
            order = _order(found, heading, by)
            frame[heading] = pd.Categorical(frame[heading], categories=order, ordered=True)
    return frame


def still_html(found: Sequence[Listed], total: int, where: str) -> str:
    """Return the newest runs as a plain HTML table with a caption.

    Parameters
    ----------
    found : sequence of Listed
        The runs shown.
    total : int
        How many there are.
    where : str
        What they are runs of, for the caption.
    """
    if not found:
        return f"<p>{html.escape(f'There are no runs {where}.')}</p>"
    return html_table(HEADINGS, map(_texts, found), _caption(len(found), total, where))


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table of texts as HTML, which JupyterLab and a report give their own look."""
    title = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    cells = "".join(f'<th scope="col"{_LEFT}>{html.escape(text)}</th>' for text in head)
    body = "".join(
        f"<tr>{''.join(f'<td{_LEFT}>{html.escape(text)}</td>' for text in row)}</tr>"
        for row in rows
    )
    return f"<table>{title}<thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


def still_text(found: Sequence[Listed], total: int, where: str) -> str:
    """Return the newest runs as lines of text."""
    if not found:
        return f"There are no runs {where}."
    rows = [list(HEADINGS), *(_texts(listed) for listed in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([_caption(len(found), total, where), *lines])


def moment(started: str) -> str:
    """Return a moment in the time of this machine; empty when it is not known."""
    return f"{datetime.fromisoformat(started).astimezone():%Y-%m-%d %H:%M}" if started else ""


def timestamp(started: str) -> float | None:
    """Return a moment in seconds since 1970; None when it is not known."""
    return datetime.fromisoformat(started).timestamp() if started else None


def _caption(shown: int, total: int, where: str) -> str:
    if shown < total:
        return f"The newest {shown} of {total:,} runs {where}"
    return f"{count_text(total, 'run')} {where}"


def _texts(listed: Listed) -> list[str]:
    brief, path = listed.brief, listed.folder.path
    if brief is None:
        return [path.parent.name, path.name, _UNREADABLE, *[""] * (len(_COLUMNS) - 1)]
    return [brief.study, path.name, *(text(brief) for text, _ in _COLUMNS.values())]


def _order(found: Sequence[Listed], heading: str, by: Callable[[Brief], Any]) -> list[str]:
    """Return the texts of a column, each once, those of smaller figures first."""
    text = _COLUMNS[heading][0]
    figures: dict[str, float] = {"": _FIRST}
    for listed in found:
        if listed.brief is not None:
            figure = by(listed.brief)
            figures.setdefault(text(listed.brief), _FIRST if figure is None else figure)
    return sorted(figures, key=figures.__getitem__)
