"""Room around a plot, instead of a layout that measures its texts twice.

A finished drawing is cut to what is on it. So a plot that stands alone needs no layout: it is
drawn with more room on every side than its texts take, which is a third quicker.
"""

from __future__ import annotations

import math
from typing import Any

from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

#: Room on the left, at the bottom, on the right and at the top (inches).
_ROOM = (3.2, 1.4, 2.0, 0.8)
#: What a title, a label of an axis, the edge, and numbers beside and below a plot take (inches).
_TITLE, _LABEL, _PAD, _BESIDE, _BELOW = 0.24, 0.2, 0.08, 0.34, 0.2
#: Width of a letter in units of its height, and points of an inch.
_LETTER, _POINTS = 0.58, 72


def is_plain(figure: Figure) -> bool:
    """Whether a figure is one plot, with nothing beside it that a layout has to place."""
    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        return False
    others = (figure.texts, figure.legends, figure.images, figure.subfigs, figure.lines)
    if len(figure.axes) != 1 or any(others):
        return False
    [axes] = figure.axes
    return axes.name == "rectilinear" and axes.get_aspect() == "auto" and not axes.child_axes


def make_room(figure: Figure) -> None:
    """Set a plain figure into so much room that its layout need not be computed.

    The plot gets about the size that the layout would have given it.
    """
    [axes] = figure.axes
    width, height = (float(side) for side in figure.get_size_inches())
    beside = _PAD + (_words(axes.yaxis, across=True) or _BESIDE) + _LABEL * bool(axes.get_ylabel())
    below = _PAD + (_words(axes.xaxis, across=False) or _BELOW) + _LABEL * bool(axes.get_xlabel())
    titles = any(axes.get_title(where) for where in ("left", "center", "right"))
    plot = (
        max(width - beside - _PAD, width / 3),
        max(height - below - _PAD - _TITLE * titles, height / 3),
    )
    left, bottom, right, top = _ROOM
    whole = plot[0] + left + right, plot[1] + bottom + top
    figure.set_layout_engine("none")
    figure.set_size_inches(*whole)
    axes.set_position((left / whole[0], bottom / whole[1], plot[0] / whole[0], plot[1] / whole[1]))


def _words(axis: Any, *, across: bool) -> float | None:
    """Return about how much room the words along an axis take; None where it has no words.

    Parameters
    ----------
    axis : matplotlib.axis.Axis
        The axis.
    across : bool
        Whether it is the room from left to right that counts, or from top to bottom.
    """
    room = []
    for label in (tick.label1 for tick in axis.majorTicks):
        lines = label.get_text().splitlines()
        height = label.get_fontsize() / _POINTS
        long, high = _LETTER * height * max(map(len, lines), default=0), height * len(lines)
        turned = math.radians(label.get_rotation())
        sine, cosine = abs(math.sin(turned)), abs(math.cos(turned))
        room.append(long * cosine + high * sine if across else long * sine + high * cosine)
    return max(room, default=0.0) or None
