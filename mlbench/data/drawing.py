"""Small pieces that the drawings of the data room share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib.pyplot as plt

from mlbench.errors import shorten
from mlbench.pictures import PALETTE, Picture, house_style


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house style; letters that the font lacks are no reason to complain."""
    with house_style(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        yield


def plain(value: object, limit: int = 28) -> str:
    r"""Return text for a drawing: short, and with nothing that matplotlib would typeset.

    >>> plain("cost in $ and cents")
    'cost in \\$ and cents'
    """
    return shorten(value, limit).replace("$", r"\$")


def said(text: str) -> Picture:
    """Return a picture that says in words why there is nothing to draw."""
    with drawing():
        figure, axes = plt.subplots(figsize=(7.2, 0.8))
        axes.axis("off")
        axes.text(0, 0.5, plain(text, 110), va="center", color=PALETTE["grey"], fontsize=11)
        return Picture.of(figure, alt=text)


def bars(labels: list[str], values: Any, **options: Any) -> tuple[Any, Any]:
    """Return a figure with one horizontal bar a label, the first one on top."""
    figure, axes = plt.subplots(figsize=(7.2, 0.8 + 0.27 * max(len(labels), 2)))
    places = list(range(len(labels)))
    axes.barh(places, values, height=0.7, **options)
    axes.set_yticks(places, [plain(label) for label in labels])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    return figure, axes
