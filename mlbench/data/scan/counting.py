"""The values of columns with the rows of each: by value, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mlbench.data.scan.rows import Family, Rows

#: So many of the most frequent values are kept.
TOP = 20
#: Columns are counted together as long as they have no more cells than this.
CELLS = 2_000_000
#: Nor more columns than this.
WIDEST = 200


@dataclass(frozen=True)
class Counted:
    """How often the values of a column occur.

    Parameters
    ----------
    distinct : int
        The number of different values.
    top : tuple of (object, int)
        The most frequent values with their rows.
    """

    distinct: int
    top: tuple[tuple[Any, int], ...]


def count_values(rows: Rows, names: Sequence[str]) -> dict[str, Counted]:
    """Count the values of columns, each of which may have as many as it likes.

    Returns
    -------
    dict of str to Counted
        Exact; columns without any value are left out.
    """
    found: dict[str, Counted] = {}
    for together in _together(rows, names):
        found |= _count_one(rows, *together) if len(together) == 1 else _count(rows, together)
    return found


def _count_one(rows: Rows, name: str) -> dict[str, Counted]:
    best = rows.ask(
        "SELECT c0, n, count(*) OVER () FROM (SELECT c0, count(*) AS n FROM chosen "  # noqa: S608 - numbers of ours
        f"WHERE c0 IS NOT NULL GROUP BY c0) ORDER BY n DESC, c0 LIMIT {TOP}",
        [name],
    )
    top = tuple((value, count) for value, count, _ in best)
    return {name: Counted(best[0][2], top)} if best else {}


def _count(rows: Rows, names: Sequence[str]) -> dict[str, Counted]:
    places = ", ".join(f"c{place}" for place in range(len(names)))
    question = (
        "SELECT place, value, n, d FROM (SELECT place, value, n, count(*) OVER same AS d, "  # noqa: S608 - the same
        "row_number() OVER (same ORDER BY n DESC, value) AS r FROM (SELECT place, value, "
        f"count(*) AS n FROM (UNPIVOT chosen ON {places} INTO NAME place VALUE value) "
        f"GROUP BY place, value) WINDOW same AS (PARTITION BY place)) WHERE r <= {TOP} "
        "ORDER BY place, r"
    )
    tops: dict[str, list[tuple[Any, int]]] = {}
    distinct: dict[str, int] = {}
    for place, value, count, different in rows.ask(question, names):
        name = names[int(place[1:])]
        tops.setdefault(name, []).append((value, count))
        distinct[name] = different
    return {name: Counted(distinct[name], tuple(top)) for name, top in tops.items()}


def as_text(value: Any, family: Family) -> str:
    """Return a value as the text that a frame shows."""
    return str(bool(value)) if family is Family.FLAG else str(value)


def _together(rows: Rows, names: Sequence[str]) -> Iterator[list[str]]:
    """Group columns of one type, as many at once as make a small question."""
    most = max(1, min(WIDEST, CELLS // max(rows.rows, 1)))
    by_type: dict[str, list[str]] = {}
    for name in names:
        by_type.setdefault(str(rows.columns[name].plain), []).append(name)
    for alike in by_type.values():
        for begin in range(0, len(alike), most):
            yield alike[begin : begin + most]
