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

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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
        """Render a figure and close it, so that no notebook shows it twice."""
        import matplotlib.pyplot as plt  # noqa: PLC0415 - the ground floor starts without matplotlib

        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", metadata={"Software": None})
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
