"""Drawing a piece of work: plain HTML with a small curve, and a line of text.

Neither script nor widget: what is seen live is seen in any front end, and what an
execution that was killed leaves behind is still readable.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from mlbench.live.work import Work
from mlbench.pictures import PALETTE
from mlbench.statements import number_text

#: A curve of more figures than this is thinned out, so that drawing costs the same for ever.
MOST_POINTS = 120
_WIDTH, _HEIGHT = 360, 90
_COLOURS = (PALETTE["blue"], PALETTE["orange"], PALETTE["green"], PALETTE["purple"])
_BAR = 24


def as_text(work: Work) -> str:
    """Return a piece of work as one line.

    >>> as_text(Work("Fit", "epochs", total=4, done=1)).partition(",")[0]
    'Fit: [######..................] 1 of 4 epochs'
    """
    fraction = work.fraction
    filled = int((fraction or 0) * _BAR)
    bar = "" if fraction is None else f"[{'#' * filled}{'.' * (_BAR - filled)}] "
    return f"{work.what}: {bar}{', '.join([*_counts(work), *_times(work)])}"


def as_html(work: Work) -> str:
    """Return a piece of work as HTML: heading, bar, figures, curve."""
    curves = next((part.curves for part in reversed(work.chain) if part.curves), {})
    return (
        f'<div style="max-width:{_WIDTH}px;font-size:90%;line-height:1.5">'
        f"<div><b>{html.escape(work.what)}</b></div>"
        f"{_bar(work)}"
        f"<div>{html.escape(' · '.join(_counts(work)))}</div>"
        f"<div>{html.escape(' · '.join(_times(work)))}</div>"
        f"{_curves(curves)}</div>"
    )


def duration(seconds: float) -> str:
    """Return a duration as a clock shows it.

    >>> duration(8.7), duration(3725)
    ('0:08', '1:02:05')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _counts(work: Work) -> list[str]:
    said: list[str] = []
    for part in work.chain:
        if part.total:
            said.append(f"{int(part.done):,} of {part.total:,} {part.unit}".rstrip())
        elif part.done:
            said.append(f"{int(part.done):,} {part.unit}".rstrip())
        if part.note:
            said.append(part.note)
    return said


def _times(work: Work) -> list[str]:
    left = work.left
    rest = [] if left is None else [f"about {duration(left)} left"]
    return [f"{duration(work.elapsed)} elapsed", *rest]


def _bar(work: Work) -> str:
    fraction = work.fraction
    if fraction is None:
        return ""
    per_cent = f"{100 * fraction:.1f}"
    return (
        f'<div role="progressbar" aria-label="{html.escape(work.what)}" aria-valuemin="0" '
        f'aria-valuemax="100" aria-valuenow="{per_cent}" style="height:8px;border-radius:4px;'
        'background:rgba(128,128,128,.3);overflow:hidden">'
        f'<div style="width:{per_cent}%;height:8px;background:{PALETTE["blue"]}"></div></div>'
    )


def _curves(curves: dict[str, list[float]]) -> str:
    # the one who works may append while this is drawn
    found = {name: list(values) for name, values in list(curves.items())[: len(_COLOURS)]}
    longest = max(map(len, found.values()), default=0)
    if longest < 2:  # noqa: PLR2004 - a line has two ends
        return ""
    every = [value for values in found.values() for value in values]
    low, high = min(every), max(every)
    lines, words = [], []
    for (name, values), colour in zip(found.items(), _COLOURS, strict=False):
        points = _points(values, longest, low, high)
        lines.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        )
        last = number_text(values[-1]) if values else ""
        words.append(f'<span style="color:{colour}">&#9632;</span> {html.escape(name)} {last}')
    label = html.escape(f"{', '.join(found)} over {longest} points")
    return (
        f'<svg role="img" aria-label="{label}" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{"".join(lines)}</svg><div>{" ".join(words)}</div>'
    )


def _points(values: Sequence[float], longest: int, low: float, high: float) -> str:
    """Return the corners of a line over the whole width, the lowest value at the foot."""
    stride = -(-len(values) // MOST_POINTS) or 1
    kept = [*range(0, len(values), stride)]
    if kept and kept[-1] != len(values) - 1:
        kept.append(len(values) - 1)
    across = (_WIDTH - 4) / (longest - 1)
    up = (_HEIGHT - 8) / ((high - low) or 1.0)
    return " ".join(
        f"{2 + place * across:.1f},{_HEIGHT - 4 - (values[place] - low) * up:.1f}" for place in kept
    )
