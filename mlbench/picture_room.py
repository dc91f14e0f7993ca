"""Room around plots, instead of a layout that measures all their texts twice.

A finished drawing is cut to what is on it. So plots need no layout: they are drawn with more
room on every side than their texts take, and as far apart as the words and numbers along their
axes want by their count of letters. That is a third quicker.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

#: Room on the left, at the bottom, on the right and at the top (inches).
_ROOM = (3.2, 1.4, 2.0, 0.8)
#: What is left free between a plot and what belongs to its neighbour (inches).
_PAD = 0.08
#: A tick and the gap to its number or word, the gap of a label, and a line of a title (inches).
_TICK, _GAP, _TITLE = 0.1, 0.06, 0.19
#: Width of a letter and height of a line in units of the size of a font; points of an inch.
_LETTER, _LINE, _POINTS = 0.58, 1.2, 72
#: Letters of a number that is set as a formula, such as 10 to the power of 3.
_FORMULA = 4


def is_plain(figure: Figure) -> bool:
    """Whether a figure is a grid of plots, with nothing beside them that a layout has to place."""
    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        return False
    others = (figure.texts, figure.legends, figure.images, figure.subfigs, figure.lines)
    if not figure.axes or any(others):
        return False
    grids, cells = set(), set()
    for axes in figure.axes:
        spec = axes.get_subplotspec()
        if spec is None or axes.name != "rectilinear" or len(spec.rowspan) * len(spec.colspan) > 1:
            return False
        grids.add(spec.get_gridspec())
        cells.add(spec.num1)
    alone = len(figure.axes) == 1
    nested = any(axes.child_axes for axes in figure.axes)
    return len(grids) == 1 and len(cells) == len(figure.axes) and (alone or not nested)


def make_room(figure: Figure) -> None:
    """Set the plots of a plain figure so far apart that no layout need be computed.

    They get about the size that the layout would have given them.
    """
    specs: dict[Axes, Any] = {axes: axes.get_subplotspec() for axes in figure.axes}
    grid = next(iter(specs.values())).get_gridspec()
    beside, below = [0.0] * grid.ncols, [0.0] * grid.nrows
    above = [0.0] * grid.nrows
    for axes, spec in specs.items():
        row, column = spec.rowspan.start, spec.colspan.start
        beside[column] = max(beside[column], _taken(axes.yaxis, across=True))
        below[row] = max(below[row], _taken(axes.xaxis, across=False))
        above[row] = max(above[row], _title(axes))
    width, height = (float(side) for side in figure.get_size_inches())
    widths = _shared(width, beside, [_PAD] * grid.ncols, grid.get_width_ratios())
    heights = _shared(height, above, below, grid.get_height_ratios())
    left, bottom, right, top = _ROOM
    # the room on the left holds what is beside the first column, and so on
    lefts = list(accumulate(map(sum, zip(widths, [*beside[1:], 0], strict=True)), initial=left))
    gaps = [under + over for under, over in zip(below, [*above[1:], 0], strict=True)]
    tops = list(accumulate(map(sum, zip(heights, gaps, strict=True)), initial=top))
    whole = lefts[-1] + right, tops[-1] - below[-1] + bottom
    figure.set_layout_engine("none")
    figure.set_size_inches(*whole)
    for axes, spec in specs.items():
        row, column = spec.rowspan.start, spec.colspan.start
        low = whole[1] - tops[row] - heights[row]
        place = (lefts[column], low, widths[column], heights[row])
        axes.set_position(tuple(np.divide(place, [*whole, *whole])))


def lift_titles(figure: Figure) -> None:
    """Set titles above what matplotlib writes there of the numbers beside a plot, such as 1e6."""
    for axes in figure.axes:
        others = {*axes.texts}
        texts = (text for text in axes.get_children() if isinstance(text, Text))
        titles = [text for text in texts if text.get_text() and text not in others]
        if (
            titles
            and _numbers_in_view(axes.yaxis)
            and axes.yaxis.get_major_formatter().get_offset()
        ):
            line = _LINE * _inches(axes.yaxis.get_offset_text()) + _GAP
            for title in titles:
                title.set_y(1 + line * figure.dpi / axes.bbox.height)


def _shared(
    side: float, before: Sequence[float], after: Sequence[float], ratios: Sequence[float]
) -> list[float]:
    """Return the sides of the plots in a row: what is left of a figure's, by their ratios."""
    rest = max(side - sum(before) - sum(after), side / 3)
    return [rest * ratio / sum(ratios) for ratio in ratios]


def _title(axes: Axes) -> float:
    """Return about how much room the title above a plot takes, in inches."""
    titles = [axes.get_title(where) for where in ("left", "center", "right")]
    return _PAD + _TITLE * max(len(title.splitlines()) for title in titles)


def _taken(axis: Axis, *, across: bool) -> float:
    """Return about how much room an axis takes beside its plot, in inches.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
        The axis.
    across : bool
        Whether it is the room from left to right that counts, or from top to bottom.
    """
    axes: Axes = axis.axes
    if not axes.axison:
        return _PAD
    lines = len(axis.get_label_text().splitlines())
    label = lines * _LINE * _inches(axis.label) + _GAP * (lines > 0)
    words = 0.0
    if axis.get_tick_params().get("labelleft" if across else "labelbottom", True):
        words = _words(axis, across=across) or _numbers(axis, across=across)
    return _PAD + _TICK + words + label


def _inches(text: Text) -> float:
    return float(text.get_fontsize()) / _POINTS


def _words(axis: Axis, *, across: bool) -> float | None:
    """Return about how much room the words along an axis take; None where it has no words."""
    room = []
    for label in (tick.label1 for tick in axis.majorTicks):
        lines = label.get_text().splitlines()
        height = _inches(label)
        long, high = _LETTER * height * max(map(len, lines), default=0), height * len(lines)
        turned = math.radians(label.get_rotation())
        sine, cosine = abs(math.sin(turned)), abs(math.cos(turned))
        room.append(long * cosine + high * sine if across else long * sine + high * cosine)
    return max(room, default=0.0) or None


def _numbers(axis: Axis, *, across: bool) -> float:
    """Return about how much room the numbers take that matplotlib writes along an axis."""
    [tick, *_] = axis.majorTicks
    size = _inches(tick.label1)
    if not across:
        return _LINE * size
    letters = (_FORMULA if "$" in text else len(text) for text in _numbers_in_view(axis))
    return _LETTER * size * max(letters, default=0)


def _numbers_in_view(axis: Axis) -> list[str]:
    """Return the numbers that matplotlib writes along an axis; its formatter knows them then."""
    places = np.asarray(axis.get_majorticklocs())  # some give a list
    low, high = sorted(axis.get_view_interval())
    inside = places[(low <= places) & (places <= high)]
    return list(axis.get_major_formatter().format_ticks(inside.tolist()))
