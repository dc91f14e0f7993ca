"""Exploring a frame by hand: columns, filter, split, kind of picture, size of the sample."""

from __future__ import annotations

import base64
import html
import sys
from typing import Any

import ipywidgets as widgets
import pandas as pd

from mlbench.errors import MlbenchError, RefusedInput, shorten
from mlbench.pictures import Picture
from mlbench.widgets.given_data import GivenData, given_data, position_of
from mlbench.widgets.onlooker import interactive_shell, is_watched
from mlbench.widgets.plot_choice import AUTO, KINDS, Wish
from mlbench.widgets.plot_code import Plot
from mlbench.widgets.plot_columns import label_of
from mlbench.widgets.sampling import Sampler

#: Rows that are drawn at first.
ROWS = 20_000
#: Columns that can be picked.
PICKED = 2_000
#: Stands for no column: a list that is set to None would show nothing at all.
_NONE = -1


class Explorer:
    """Look at the columns of a frame, one picture in one place.

    Shown as the value of a cell it is a widget; where nobody looks, the picture and its code.

    Parameters
    ----------
    data : GivenData
        The data.
    wish : Wish
        What is to be seen at first.
    rows : int
        How many rows are drawn at first.
    namespace : dict
        What ``@name`` in a filter means.

    Attributes
    ----------
    said : list of str
        What is said beside the picture.
    """

    def __init__(
        self, data: GivenData, wish: Wish, rows: int = ROWS, namespace: dict[str, Any] | None = None
    ) -> None:
        self.data = data
        self.sampler = Sampler(data, namespace)
        self.wish = wish
        self.rows = rows
        self.query = ""
        self.of_all = False
        self.said: list[str] = []
        self._picture: Picture | None = None
        self._code = ""
        self._widget: widgets.VBox | None = None
        self._busy = False

    @property
    def picture(self) -> Picture:
        """The picture as it stands.

        Raises
        ------
        RefusedInput
            What is asked for can't be drawn.
        """
        if self._picture is None:
            self._draw()
        assert self._picture is not None
        return self._picture

    @property
    def code(self) -> str:
        """The code that makes the same picture."""
        _ = self.picture
        return self._code

    @property
    def widget(self) -> widgets.VBox:
        """The widget; made when it is first asked for."""
        if self._widget is None:
            self._widget = self._build()
        return self._widget

    def _draw(self) -> Plot:
        self._picture, self._code = None, ""
        sample = self.sampler.draw(self.rows, self.query, of_all=self.of_all)
        plot = Plot(self.data, sample, self.wish)
        if self.wish.kind not in (AUTO, *plot.offered):
            self.wish = Wish(self.wish.x, self.wish.y, self.wish.by)
            plot = Plot(self.data, sample, self.wish)
        self._picture = plot.picture()
        self._code = plot.code()
        self.said = plot.notes
        return plot

    def _build(self) -> widgets.VBox:
        columns = [("(none)", _NONE), *self._columns()]
        self.x, self.y, self.by = (
            widgets.Dropdown(
                options=columns,
                value=_NONE if value is None else value,
                description=text,
                layout=_wide("20em"),
            )
            for text, value in (("x", self.wish.x), ("y", self.wish.y), ("split by", self.wish.by))
        )
        self.kind = widgets.Dropdown(description="picture", layout=_wide("22em"))
        sizes = sorted({*self.sampler.sizes, min(self.rows, len(self.data.frame))})
        self.size = widgets.SelectionSlider(
            options=[(f"{size:,}", size) for size in sizes],
            value=min(self.rows, len(self.data.frame)),
            description="rows drawn",
            continuous_update=False,
            layout=_wide("22em"),
        )
        self.filter = widgets.Text(
            description="only", placeholder=self._example(), continuous_update=False,
            layout=_wide("30em"),
        )  # fmt: skip
        self.whole = widgets.Checkbox(
            description="filter all rows first (slower)", indent=False, layout=_wide("18em")
        )
        self._image = widgets.Image(
            format="png", layout={"max_width": "100%", "align_self": "flex-start"}
        )
        self._message = widgets.HTML()
        self._printed = widgets.Output()
        self._show()
        for control in self._controls:
            control.observe(self._changed, "value")
        rows = ([self.x, self.y, self.by, self.kind], [self.filter, self.whole, self.size])
        boxes = [widgets.HBox(row, layout={"flex_flow": "row wrap"}) for row in rows]
        return widgets.VBox([*boxes, self._message, self._image, self._printed])

    @property
    def _controls(self) -> list[Any]:
        return [self.x, self.y, self.by, self.kind, self.size, self.filter, self.whole]

    def _columns(self) -> list[tuple[str, int]]:
        names = [label_of(name).replace(r"\$", "$") for name in self.data.frame.columns[:PICKED]]
        seen: dict[str, int] = {}
        labels = []
        for place, name in enumerate(names):
            seen[name] = seen.get(name, 0) + 1
            labels.append((name if seen[name] == 1 else f"{name} ({seen[name]})", place))
        return labels

    def _example(self) -> str:
        names = [n for n in self.data.frame.columns if isinstance(n, str)] or ["column"]
        return f"a filter, as  {names[0] if names[0].isidentifier() else f'`{names[0]}`'} > 0"

    def _changed(self, _: Any) -> None:
        if self._busy:
            return
        x, y, by = (None if c.value == _NONE else c.value for c in (self.x, self.y, self.by))
        self.wish = Wish(x, y, by, self.kind.value or AUTO)
        self.rows, self.query, self.of_all = self.size.value, self.filter.value, self.whole.value
        self._show()

    def _show(self) -> None:
        """Draw, and put picture, code and remarks in the place of those before."""
        try:
            plot = self._draw()
        except MlbenchError as error:
            self._image.layout.display = "none"
            self._printed.outputs = ()
            lines = "<br>".join(map(html.escape, str(error).splitlines()))
            self._message.value = f'<span role="alert">{lines}</span>'
            return
        self._offer(plot)
        self._image.value = self.picture.png
        self._image.layout.display = ""
        self._message.value = html.escape(" ".join(self.said))
        data = {"text/markdown": f"```python\n{self._code}```", "text/plain": self._code}
        shown = {"output_type": "display_data", "data": data, "metadata": {}}
        self._printed.outputs = (shown,)

    def _offer(self, plot: Plot) -> None:
        self._busy = True
        auto = f"auto: {KINDS[plot.offered[0]]}"
        self.kind.options = [(auto, AUTO), *((KINDS[kind], kind) for kind in plot.offered)]
        self.kind.value = self.wish.kind
        self._busy = False

    def __repr__(self) -> str:
        return f"{self.picture.alt}\n\n{self.code}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        if not is_watched():
            picture = base64.b64encode(self.picture.png).decode("ascii")
            alt = html.escape(self.picture.alt, quote=True)
            said = "".join(f"<p>{html.escape(note)}</p>" for note in self.said)
            image = f'<img alt="{alt}" src="data:image/png;base64,{picture}">'
            code = f"<pre><code>{html.escape(self.code)}</code></pre>"
            return {"text/html": f"{said}{image}{code}", "text/plain": repr(self)}
        shown: dict[str, Any] = self.widget._repr_mimebundle_()
        return {**shown, "text/plain": f"explore({self.data.name})"}


def explore(
    data: Any,
    target: object = None,
    *,
    x: object = None,
    y: object = None,
    by: object = None,
    kind: str = AUTO,
    rows: int = ROWS,
) -> Explorer:
    """Explore a frame of one's own by hand: columns, filter, split, kind of picture.

    Every picture is drawn from a sample, always the same one, and says so; below it stands
    the code that makes the same picture. In a notebook that is executed without an onlooker,
    the picture and the code.

    Parameters
    ----------
    data : DataFrame, Series, Dataset, array, mapping, str or Path
        The data; also what has a ``to_pandas()``, as a frame of polars, and a data file.
    target : optional
        The column to predict: the sample keeps the share of each of its classes, and
        pictures are split by it at first.
    x, y, by : optional
        The columns to begin with; without any, an overview.
    kind : str
        ``auto``, ``overview``, ``histogram``, ``bar``, ``scatter``, ``line``, ``box``,
        ``hexbin``, ``correlations`` or ``missing``.
    rows : int
        Rows to draw at first, in [10, inf).

    Returns
    -------
    Explorer
        With ``picture`` and ``code``.

    Raises
    ------
    RefusedInput
        The data is no table, or has no such column.
    """
    shell = interactive_shell()
    caller = sys._getframe(1)  # noqa: SLF001 - the one way to know what the caller calls the data
    own = [caller.f_locals, caller.f_globals]
    user: dict[str, Any] = shell.user_ns if shell is not None else {**own[1], **own[0]}
    found = given_data(data, target, [user, *own])
    if isinstance(rows, bool) or not isinstance(rows, int) or rows < 10:  # noqa: PLR2004 - see above
        raise RefusedInput(
            f"The 'rows' of explore() must be a whole number from 10. Got {shorten(rows, 60)}.",
            next_step="Pass a number such as 20000.",
        )
    if kind != AUTO and kind not in KINDS:
        raise RefusedInput(
            f"The 'kind' of explore() must be a known one. Got {shorten(kind, 60)}. "
            f"Known: {', '.join([AUTO, *KINDS])}.",
            next_step="Leave it out for the one that says most.",
        )
    places = [_place(found.frame, *pair) for pair in ((x, "x"), (y, "y"), (by, "by"))]
    split = found.target if by is None else places[2]
    return Explorer(found, Wish(places[0], places[1], split, kind), rows, user)


def _place(frame: pd.DataFrame, name: object, what: str) -> int | None:
    return None if name is None else position_of(frame, name, what)


def _wide(width: str) -> dict[str, str]:
    return {"width": width}
