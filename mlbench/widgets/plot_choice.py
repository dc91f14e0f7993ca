"""Which pictures there are of some columns, and which of them says most."""

from __future__ import annotations

from dataclasses import dataclass

from mlbench.widgets.plot_columns import PlotColumn, PlotKind

#: The kind that chooses itself.
AUTO = "auto"
#: Kinds of pictures -> what people call them.
KINDS = {
    "overview": "overview of the columns",
    "histogram": "histogram",
    "bar": "bars",
    "scatter": "points",
    "line": "line of means",
    "box": "boxes",
    "hexbin": "cells (hexbin)",
    "correlations": "correlations",
    "missing": "missing values",
}
#: Those that show all columns, and those that can be split.
OF_ALL = ("overview", "correlations", "missing")
SPLIT = ("histogram", "bar", "scatter", "line", "box")
#: More points than this hide each other, and a number of so few values can be counted by bars.
_POINTS, _COUNTED = 5_000, 20
_NUMBER, _MOMENT, _CATEGORY = PlotKind.NUMBER, PlotKind.MOMENT, PlotKind.CATEGORY


@dataclass(frozen=True)
class Wish:
    """What is to be seen: positions of columns, and a kind of picture."""

    x: int | None = None
    y: int | None = None
    by: int | None = None
    kind: str = AUTO


@dataclass(frozen=True, eq=False)
class Roles:
    """What each column is for, once they are arranged.

    Attributes
    ----------
    x, y, by : PlotColumn or None
        Along, up, and what splits.
    note : str
        What of the wish could not be done, in a sentence.
    """

    x: PlotColumn | None = None
    y: PlotColumn | None = None
    by: PlotColumn | None = None
    note: str = ""


def arranged(x: PlotColumn | None, y: PlotColumn | None, by: PlotColumn | None) -> Roles:
    """Give each column the role that its kind can play.

    Categories go to x and numbers to y; of two columns of categories the second splits.
    Columns without a value have no role.
    """
    given = [column for column in (x, y, by) if column is not None]
    empty = [column.label for column in given if column.kind is PlotKind.EMPTY]
    note = f"No value of {' and '.join(empty)} in the sample." if empty else ""
    x, y, by = (c if c is not None and c.kind is not PlotKind.EMPTY else None for c in (x, y, by))
    if x is None:
        x, y = y, None
    if x is None:
        return Roles(note=note)
    if y is None:
        return Roles(x, None, by, note)
    kinds = x.kind, y.kind
    if kinds in ((_CATEGORY, _CATEGORY), (_MOMENT, _CATEGORY)):
        return _as_split(x, y, by, note)
    if kinds == (_CATEGORY, _MOMENT):
        return _as_split(y, x, by, note)
    if kinds in ((_NUMBER, _CATEGORY), (_NUMBER, _MOMENT)):
        x, y = y, x
    return Roles(x, y, by, note)


def _as_split(x: PlotColumn, other: PlotColumn, by: PlotColumn | None, note: str) -> Roles:
    if by is not None:
        note = f"{note} {other.label} is left out: the picture is split already.".strip()
    return Roles(x, None, by or other, note)


def offered(roles: Roles, rows: int, numbers: int) -> list[str]:
    """Return the kinds of pictures that there are, the one that says most first.

    Parameters
    ----------
    roles : Roles
        The columns.
    rows : int
        Rows of the sample.
    numbers : int
        Columns of numbers in it.
    """
    of_all = ["overview", *(["correlations"] if numbers > 1 else []), "missing"]
    return [*_of_columns(roles, rows), *of_all]


def _of_columns(roles: Roles, rows: int) -> list[str]:
    x, y = roles.x, roles.y
    if x is None:
        return []
    if y is not None:
        if x.kind is _CATEGORY:
            return ["box", "bar"]
        if x.kind is _MOMENT:
            return ["line", "scatter"] if y.kind is _NUMBER else ["scatter"]
        points = rows <= _POINTS or roles.by is not None
        return [*(["scatter", "hexbin"] if points else ["hexbin", "scatter"]), "line"]
    if x.kind is _CATEGORY:
        return ["bar"]
    if x.kind is _MOMENT:
        return ["histogram"]
    return ["histogram", "box", *(["bar"] if x.values.nunique() <= _COUNTED else [])]
