"""One house style for every picture, and pictures that carry their own alt text.

The style is a matplotlib style sheet beside this file; its palette is the
colour-blind-safe one of Okabe and Ito (2008), https://jfly.uni-koeln.de/color/.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from PIL.Image import Image

STYLE_SHEET = Path(__file__).with_name("house.mplstyle")

#: The palette by name, for the places where a colour has a meaning.
PALETTE = {
    "blue": "#0072B2",
    "orange": "#E69F00",
    "green": "#009E73",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
    "sky": "#56B4E9",
    "grey": "#6E6E6E",
}

#: The ground of a picture; so many pixels of it along its edges when nothing reaches past them,
#: and so many left around what is drawn.
WHITE, EDGE, MARGIN = 255, 2, 9
#: How hard a drawing is packed, of 9: a third quicker than the usual 6, a twentieth larger.
PACKED = 3


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style inside this block, and leave no trace outside it."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - the ground floor starts without matplotlib

    with plt.style.context(str(STYLE_SHEET)):
        yield


@dataclass(frozen=True)
class Picture:
    """A finished drawing and the words for those who can't see it.

    Parameters
    ----------
    png : bytes
        The drawing.
    alt : str
        What it shows, as one or two sentences with the figures that matter.
    """

    png: bytes
    alt: str

    @classmethod
    def of(cls, figure: Figure, alt: str) -> Picture:
        """Render a figure and close it, so that no notebook shows it twice.

        It is drawn once and cut to what is on it. Where a text reaches past its edges,
        matplotlib draws it again with room for that.
        """
        import matplotlib.pyplot as plt  # noqa: PLC0415 - the ground floor starts without matplotlib

        pixels = _drawn(figure)
        buffer = io.BytesIO()
        if pixels is None:
            figure.savefig(buffer, format="png", metadata={"Software": None})
        else:
            _cut(pixels).save(
                buffer, format="png", dpi=(figure.dpi, figure.dpi), compress_level=PACKED
            )
        plt.close(figure)
        return cls(buffer.getvalue(), alt)

    def __repr__(self) -> str:
        return f"Picture: {self.alt}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        """Show the drawing in a notebook, the alt text in the output's metadata."""
        data = {"image/png": self.png, "text/plain": repr(self)}
        return data, {"image/png": {"alt": self.alt}}

    def save(self, path: Path) -> None:
        """Write the drawing as a PNG file."""
        path.write_bytes(self.png)


def colour_scale(axes: Axes, drawn: ScalarMappable, label: str) -> None:
    """Say beside a plot what its colours stand for.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The plot.
    drawn : matplotlib.cm.ScalarMappable
        What has the colours.
    label : str
        What they stand for, with the unit.
    """
    axes.figure.colorbar(drawn, cax=axes.inset_axes((1.03, 0.1, 0.04, 0.8)), label=label)


def _drawn(figure: Figure) -> npt.NDArray[np.uint8] | None:
    """Return the pixels of a figure, RGBA; None where something may reach past its edges."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - the same

    from mlbench.picture_room import is_plain, lift_titles, make_room  # noqa: PLC0415 - the same

    if is_plain(figure):
        make_room(figure)
    lift_titles(figure)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())
    height, width = pixels.shape[:2]
    edges = (pixels[:EDGE], pixels[-EDGE:], pixels[:, :EDGE], pixels[:, -EDGE:])
    if not all((edge == WHITE).all() for edge in edges):
        return None
    for text in _free_texts(figure):
        box = text.get_window_extent()
        if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height:
            return None
    return pixels


def _free_texts(figure: Figure) -> Iterator[Text]:
    """Yield the texts of a figure that no layout keeps within its edges."""
    from matplotlib.text import Text  # noqa: PLC0415 - the ground floor starts without matplotlib

    yield from figure.texts
    for axes in figure.axes:
        for text in (*axes.get_children(), axes.xaxis.label, axes.yaxis.label):
            if isinstance(text, Text) and text.get_visible() and text.get_text():
                yield text


def _cut(pixels: npt.NDArray[np.uint8]) -> Image:
    """Return the part of an RGBA drawing that is not white, with a margin around it, as RGB."""
    from PIL.Image import fromarray  # noqa: PLC0415 - the ground floor starts without Pillow

    inked = pixels.view(np.uint32)[..., 0] != np.uint32(0xFFFFFFFF)  # four bytes at once
    places = [np.flatnonzero(inked.any(axis=axis)) for axis in (1, 0)]
    if not all(map(len, places)):
        return fromarray(pixels[..., :3])
    (top, bottom), (left, right) = ((at[0], at[-1] + 1) for at in places)
    size = bottom - top + 2 * MARGIN, right - left + 2 * MARGIN, 3
    cut = np.full(size, WHITE, np.uint8)
    cut[MARGIN:-MARGIN, MARGIN:-MARGIN] = pixels[top:bottom, left:right, :3]
    return fromarray(cut)
