"""The code of a picture as a whole, and the picture that it makes.

The explorer draws by running the code that it prints, so the two can't differ.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from mlbench.errors import RefusedInput, shorten
from mlbench.pictures import PALETTE, Picture, house_style
from mlbench.widgets import plot_kinds as kinds
from mlbench.widgets.given_data import GivenData
from mlbench.widgets.plot_choice import AUTO, KINDS, OF_ALL, SPLIT, Roles, Wish, arranged, offered
from mlbench.widgets.plot_columns import ON_AXIS, PlotColumn, PlotKind
from mlbench.widgets.sampling import Sample

#: Columns of an overview.
OVERVIEW = 8
_IMPORTS = {"plt": "import matplotlib.pyplot as plt", "np": "import numpy as np"}
_IMPORTS |= {"pd": "import pandas as pd"}


@dataclass(frozen=True, eq=False)
class Plot:
    """A picture in the making.

    Parameters
    ----------
    data : GivenData
        All rows.
    sample : Sample
        Those that are drawn.
    wish : Wish
        What is to be seen.
    """

    data: GivenData
    sample: Sample
    wish: Wish

    @cached_property
    def roles(self) -> Roles:
        """What each column is for."""
        frame = self.sample.frame
        wished = (self.wish.x, self.wish.y, self.wish.by)
        return arranged(*(None if p is None else PlotColumn(frame, p) for p in wished))

    @cached_property
    def offered(self) -> list[str]:
        """The kinds of pictures that these columns have, the best one first."""
        numbers = self.sample.frame.select_dtypes("number").shape[1]
        return offered(self.roles, len(self.sample.frame), numbers)

    @cached_property
    def kind(self) -> str:
        """The kind that is drawn.

        Raises
        ------
        RefusedInput
            The columns have no picture of the kind that is wished for.
        """
        if self.wish.kind == AUTO:
            return self.offered[0]
        if self.wish.kind not in self.offered:
            raise RefusedInput(
                f"These columns have no picture of the kind '{shorten(self.wish.kind, 40)}'. "
                f"They have: {', '.join(self.offered)}.",
                next_step="Choose one of these, or other columns.",
            )
        return self.wish.kind

    @property
    def notes(self) -> list[str]:
        """What of the wish could not be done, and what the filter did, in sentences."""
        is_lost = self.roles.x is not None and self.roles.by is not None and self._by is None
        unsplit = "This kind of picture is not split." if is_lost else ""
        return [note for note in (self.sample.note, self.roles.note, unsplit) if note]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        named = [c.label for c in (self.roles.x, self.roles.y) if c and self.kind not in OF_ALL]
        of = f" of {' and '.join(named)}" if named else ""
        split = f", split by {self._by.label}" if self._by else ""
        rows = f"{len(self.sample.frame):,} of {len(self.data.frame):,} rows"
        return f"{KINDS[self.kind].capitalize()}{of}{split}; {rows}."

    def code(self) -> str:
        """Return the code as it can be pasted into a cell."""
        rest = [*self.data.opening, "", *self.sample.code, "", *self._drawing, ""]
        text = "\n".join(rest)
        imports = [line for name, line in _IMPORTS.items() if re.search(rf"\b{name}\.", text)]
        parts = [*imports, *([""] if not self.data.opening else []), text.lstrip("\n")]
        return "\n".join(parts)

    def picture(self) -> Picture:
        """Return the picture that the code makes.

        Raises
        ------
        RefusedInput
            It can't be drawn.
        """
        names: dict[str, Any] = {"sample": self.sample.frame, self.data.name: self.data.frame}
        if self.sample.chosen is not None:
            names["chosen"] = range(self.sample.chosen)  # nothing but its length is asked for
        return drawn(self._drawing, names, self.alt)

    @property
    def _by(self) -> PlotColumn | None:
        """What splits the picture that is drawn."""
        both = self.kind == "box" and self.roles.y is not None
        return self.roles.by if self.kind in SPLIT and not both else None

    @cached_property
    def _drawing(self) -> list[str]:
        size = f"figsize=(7.2, {kinds.height(self.kind, self.roles.x, self.sample.frame):.1f})"
        inner = [] if self.kind == "overview" else [f"figure, axes = plt.subplots({size})"]
        inner += [*self._body(), *self._caption()]
        opening = [*self._variables(), ""] if self.kind not in OF_ALL else []
        style = f"with plt.style.context({self._style()}):"
        return [*opening, style, *(f"    {line}" for line in inner)]

    def _style(self) -> str:
        frame = self.sample.frame
        shown = [self.roles.x, self.roles.y]
        if self.kind == "overview":
            shown = [PlotColumn(frame, place) for place in range(min(OVERVIEW, frame.shape[1]))]
        has_moments = any(column and column.kind is PlotKind.MOMENT for column in shown)
        return (
            "['mlbench.house', {'date.converter': 'concise'}]" if has_moments else "'mlbench.house'"
        )

    def _variables(self) -> list[str]:
        x, y = self.roles.x, self.roles.y
        assert x is not None
        counted = self.kind == "bar" or (self.kind == "box" and y is not None)
        lines = x.categories("x", ON_AXIS) if counted else x.natural("x")
        lines += y.natural("y") if y is not None else []
        return lines + (self._by.groups("by") if self._by is not None else [])

    def _body(self) -> list[str]:
        frame, x, y, by = self.sample.frame, self.roles.x, self.roles.y, self._by
        if self.kind == "overview":
            many = range(min(OVERVIEW, frame.shape[1]))
            return kinds.overview([PlotColumn(frame, place) for place in many])
        if self.kind in OF_ALL:
            return (kinds.missing if self.kind == "missing" else kinds.correlations)(frame)
        assert x is not None
        if self.kind == "histogram":
            return kinds.histogram(x, by)
        if self.kind in ("bar", "box"):
            return (kinds.bar if self.kind == "bar" else kinds.box)(x, y, by)
        assert y is not None
        if self.kind == "hexbin":
            return kinds.hexbin(x, y)
        return (kinds.scatter if self.kind == "scatter" else kinds.line)(x, y, by)

    def _caption(self) -> list[str]:
        all_rows = f"{{len({self.data.name}):,}}"
        of = all_rows if self.sample.chosen is None else f"{{len(chosen):,}} chosen of {all_rows}"
        look = f"x=0.01, ha='left', fontsize=8, color='{PALETTE['grey']}'"
        return [
            f"caption = f'drawn from {{len(sample):,}} of {of} rows'",
            f"figure.supxlabel(caption, {look})",
        ]


def drawn(code: list[str], names: Mapping[str, Any], alt: str) -> Picture:
    """Run drawing code and return its figure as a picture; no figure is left open.

    Raises
    ------
    RefusedInput
        The code fails.
    """
    space = {"plt": plt, "np": np, "pd": pd, **names}
    before = set(plt.get_fignums())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of letters that a font lacks, of empty slices
            exec(compile("\n".join(code), "<explore>", "exec"), space)  # noqa: S102 - our own code
            with house_style():
                return Picture.of(space["figure"], alt)
    except Exception as error:
        raise RefusedInput(
            f"This can't be drawn: {shorten(str(error) or repr(error), 200)}.",
            next_step="Choose another kind of picture, or other columns.",
        ) from error
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)
