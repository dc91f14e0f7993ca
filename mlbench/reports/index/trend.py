"""The trend of a metric over the runs of a study, as a small drawing.

Every run is one step to the right, in the order they started, so that a busy hour and a
quiet month are read alike. The line breaks where the data or the split changed: figures
on its two sides do not measure the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, pairwise

from markupsafe import Markup

from mlbench.reports.phrases import figures_text
from mlbench.store.brief import Brief

#: Runs drawn of one study; the newest ones are.
DRAWN = 240
#: The paper, its margin, and the column at its right that holds the ends of the scale.
_WIDTH, _HEIGHT, _EDGE, _LEGEND = 340.0, 92.0, 7.0, 34.0
#: With more runs than this the single ones get no dot.
_DOTTED = 40
_SVG = Markup(
    '<svg class="trend" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{alt}">'
    "<title>{alt}</title>{body}</svg>"
)


@dataclass(frozen=True)
class _Scale:
    """Where a run and its figure lie on the paper."""

    count: int
    low: float
    high: float

    def x(self, place: float) -> float:
        share = place / (self.count - 1) if self.count > 1 else 0.5
        return round(_EDGE + share * (_WIDTH - _LEGEND - 2 * _EDGE), 1)

    def y(self, value: float) -> float:
        span = self.high - self.low
        share = (value - self.low) / span if 0 < span < math.inf else 0.5
        return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)


def trend(runs: Sequence[Brief], best: Brief | None, alt: str) -> Markup:
    """Return the drawing; empty without runs.

    Parameters
    ----------
    runs : sequence of Brief
        Runs with a score of one metric, the oldest first; the last :data:`DRAWN` are drawn.
    best : Brief or None
        The run to mark as the best one.
    alt : str
        The same in words, for those who can't see it.
    """
    drawn = list(runs[-DRAWN:])
    if not drawn:
        return Markup()
    ends = [v for run in drawn for v in (run.score, run.low, run.high) if v is not None]
    scale = _Scale(len(drawn), min(ends), max(ends))
    parts = (_ends(scale), _lines(drawn, scale), _breaks(drawn, scale), _marks(drawn, best, scale))
    body = Markup().join(chain.from_iterable(parts))
    return _SVG.format(width=_WIDTH, height=_HEIGHT, alt=alt, body=body)


def changes(runs: Sequence[Brief]) -> int:
    """Return how often the data or the split changed from one run to the next."""
    return sum(a.measure != b.measure for a, b in pairwise(runs))


def _ends(scale: _Scale) -> Iterator[Markup]:
    ends = (scale.high, scale.low)
    for value in ends if scale.high > scale.low else ends[:1]:
        text = Markup('<text x="{:g}" y="{:g}">{}</text>')
        yield text.format(_WIDTH - _LEGEND, scale.y(value) + 3, figures_text(value, *ends))


def _lines(drawn: list[Brief], scale: _Scale) -> Iterator[Markup]:
    places = enumerate(drawn)
    for _, group in groupby(places, key=lambda pair: pair[1].measure):
        points = [(scale.x(n), run) for n, run in group]
        upper = [(x, scale.y(r.high)) for x, r in points if r.high is not None]
        lower = [(x, scale.y(r.low)) for x, r in points if r.low is not None]
        if len(upper) > 1:
            yield _shape("polygon", "band", [*upper, *reversed(lower)])
        elif upper:
            x = upper[0][0]
            yield _shape("polyline", "whisker", [(x, upper[0][1]), (x, lower[0][1])])
        if len(points) > 1:
            yield _shape("polyline", "line", [(x, scale.y(r.score or 0.0)) for x, r in points])


def _breaks(drawn: list[Brief], scale: _Scale) -> Iterator[Markup]:
    for place, (before, after) in enumerate(pairwise(drawn)):
        if before.measure != after.measure:
            x = scale.x(place + 0.5)
            yield _shape("polyline", "break", [(x, 0), (x, _HEIGHT)])


def _marks(drawn: list[Brief], best: Brief | None, scale: _Scale) -> Iterator[Markup]:
    last = len(drawn) - 1
    for place, run in enumerate(drawn):
        x, y = scale.x(place), scale.y(run.score or 0.0)
        if run is best:
            yield _shape("polygon", "best", [(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y)])
        elif place == last or len(drawn) <= _DOTTED:
            kind, size = ("latest", 4) if place == last else ("dot", 2)
            yield Markup('<circle class="{}" cx="{:g}" cy="{:g}" r="{}"/>').format(kind, x, y, size)


def _shape(element: str, kind: str, points: Sequence[tuple[float, float]]) -> Markup:
    told = " ".join(f"{x:g},{y:g}" for x, y in points)
    return Markup('<{} class="{}" points="{}"/>').format(element, kind, told)
