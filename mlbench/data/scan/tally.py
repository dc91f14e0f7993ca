"""How many rows fall where: into bins of numbers or on given values, within groups of rows.

Histograms, the distributions of classes, and what a feature tells about the target are all
such counts. They are exact, whatever the number of rows; only the bins are a choice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mlbench.data.in_threads import in_threads
from mlbench.data.scan.rows import Family, Rows
from mlbench.data.sql import sql_text

Counts = npt.NDArray[np.int64]
#: Columns are counted together in groups of this size.
TOGETHER = 16


@dataclass(frozen=True)
class Bins:
    """Where values of a column may fall.

    Parameters
    ----------
    edges : tuple of float
        Of numbers, flags (0 and 1) and times (microseconds since 1970), in rising order: the
        bins are half-open, ``[edge, next)``, and the last one holds its right edge too.
    values : tuple
        The values themselves, for other columns.
    """

    edges: tuple[float, ...] = ()
    values: tuple[Any, ...] = ()

    @property
    def are_equal(self) -> bool:
        """Whether the bins have edges, and all are as wide as the first."""
        if not self.edges:
            return False
        equal = np.linspace(self.edges[0], self.edges[-1], len(self.edges))
        return np.array_equal(equal, self.edges)

    def __len__(self) -> int:
        return len(self.edges) - 1 if self.edges else len(self.values)


@dataclass(frozen=True)
class Tally:
    """The counts of one column.

    Parameters
    ----------
    counts : numpy.ndarray of int64, shape (groups, bins)
        Rows in each bin.
    missing, other : numpy.ndarray of int64, shape (groups,)
        Rows without a value, and with one that is in no bin.
    """

    counts: Counts
    missing: Counts
    other: Counts

    @property
    def whole(self) -> Counts:
        """All counts side by side, shape (groups, bins + 2)."""
        return np.column_stack([self.counts, self.missing, self.other])


def tally(
    rows: Rows, bins: Mapping[str, Bins], by: tuple[str, Bins] | None = None
) -> dict[str, Tally]:
    """Count where the values of columns fall.

    Parameters
    ----------
    rows : Rows
        The rows; those in no group are left out.
    bins : mapping of str to Bins
        The columns to count.
    by : (str, Bins), optional
        The column that makes the groups; without one there is one group.
    """
    found: dict[str, Tally] = {}
    groups = len(by[1]) if by else 1
    for count, equal in ((_in_equal_bins, True), (_in_ranges, False)):
        names = [name for name, at in bins.items() if at.edges and at.are_equal is equal]
        for begin in range(0, len(names), TOGETHER):
            found |= count(rows, names[begin : begin + TOGETHER], bins, by, groups)
    for name, at in bins.items():
        if not at.edges:
            found[name] = _on_values(rows, name, at, by, groups)
    return {name: found[name] for name in bins}


def _in_equal_bins(
    rows: Rows,
    names: Sequence[str],
    bins: Mapping[str, Bins],
    by: tuple[str, Bins] | None,
    groups: int,
) -> dict[str, Tally]:
    """Count by NumPy, which computes the bin of a value where DuckDB searches for it."""
    found = {name: _empty(groups, len(bins[name])) for name in names}
    values = [as_number(f"c{place}", rows.columns[name].family) for place, name in enumerate(names)]
    asked = [f"{value} AS v{place}" for place, value in enumerate(values)]
    question = f"SELECT {', '.join(asked)}, {_group(rows, len(names), by)} AS g FROM chosen"  # noqa: S608 - no text of others
    for batch in rows.ask_batches(question, [*names, *([by[0]] if by else [])]):
        own = batch.column(len(names)).fill_null(-1).to_numpy()
        members = [own == group for group in range(groups)] if by else [slice(None)]

        def add(place: int, batch: pa.RecordBatch = batch, members: Any = members) -> None:
            cells = batch.column(place).to_numpy(zero_copy_only=False)
            _add_equal(found[names[place]], bins[names[place]].edges, cells, members)

        in_threads(add, range(len(names)), batch.num_rows * len(names))
    return found


def _add_equal(
    into: Tally, edges: Sequence[float], cells: npt.NDArray[np.float64], members: Sequence[Any]
) -> None:
    for group, member in enumerate(members):
        of_group = cells[member]
        counts, _ = np.histogram(of_group, bins=len(edges) - 1, range=(edges[0], edges[-1]))
        missing = int(np.isnan(of_group).sum())
        into.counts[group] += counts
        into.missing[group] += missing
        into.other[group] += len(of_group) - missing - int(counts.sum())


def _in_ranges(
    rows: Rows,
    names: Sequence[str],
    bins: Mapping[str, Bins],
    by: tuple[str, Bins] | None,
    groups: int,
) -> dict[str, Tally]:
    asked = []
    for place, name in enumerate(names):
        # DuckDB's bins hold their upper end; of the negative values that is the lower one
        edges = doubles([-edge for edge in reversed(bins[name].edges)])
        value = as_number(f"c{place}", rows.columns[name].family)
        # its first bin has no lower end; here that would be all that is beyond the last edge
        within = f"FILTER (WHERE {value} <= {double(bins[name].edges[-1])})"
        asked += [f"map_values(histogram(-{value}, {edges}) {within})", f"count(c{place})"]
    found = {name: _empty(groups, len(bins[name])) for name in names}
    for group, total, answers in _by_group(rows, ", ".join(asked), names, by):
        for name, counts, present in zip(names, answers[::2], answers[1::2], strict=True):
            into = found[name]
            into.missing[group] = total - present
            if counts is not None:
                size = len(bins[name].edges)
                inside = np.array(counts[:size][::-1], dtype=np.int64)
                into.counts[group] = inside[:-1]
                into.counts[group, -1] += inside[-1]
                into.other[group] = present - inside.sum()
    return found


def _on_values(rows: Rows, name: str, at: Bins, by: tuple[str, Bins] | None, groups: int) -> Tally:
    found = _empty(groups, len(at))
    for group, total, (present,) in _by_group(rows, "count(c0)", [name], by):
        found.missing[group], found.other[group] = total - present, present
    family = rows.columns[name].family
    for group, count, (place,) in _by_group(rows, case("c0", family, at), [name], by, each=True):
        if place is not None:
            found.counts[group, place] = count
            found.other[group] -= count
    return found


def _by_group(
    rows: Rows,
    asked: str,
    names: Sequence[str],
    by: tuple[str, Bins] | None,
    *,
    each: bool = False,
) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
    """Ask by group, and by `asked` itself where it is to be counted each by itself."""
    group = _group(rows, len(names), by)
    question = f"SELECT {group}, count(*), {asked} FROM chosen GROUP BY {'1, 3' if each else '1'}"  # noqa: S608 - no text of others
    for answer in rows.ask(question, [*names, *([by[0]] if by else [])]):
        if answer[0] is not None:
            yield answer[0], answer[1], answer[2:]


def _group(rows: Rows, place: int, by: tuple[str, Bins] | None) -> str:
    """Return the SQL that gives the group of a row, whose column is at some place."""
    return case(f"c{place}", rows.columns[by[0]].family, by[1]) if by else "0"


def _empty(groups: int, bins: int) -> Tally:
    return Tally(*(np.zeros(shape, np.int64) for shape in ((groups, bins), groups, groups)))


def case(column: str, family: Family, bins: Bins) -> str:
    """Return the SQL that gives the number of the bin that a value falls into."""
    if bins.edges:
        value = as_number(column, family)
        steps = [
            f"WHEN {value} < {double(edge)} THEN {n}" for n, edge in enumerate(bins.edges[1:-1])
        ]
        last = f"WHEN {value} IS NOT NULL THEN {len(bins) - 1}"
        return f"CASE {' '.join([*steps, last])} END"
    steps = [f"WHEN {literal(value)} THEN {n}" for n, value in enumerate(bins.values)]
    return f"CASE {column} {' '.join(steps)} END" if steps else "NULL"


def as_number(column: str, family: Family) -> str:
    """Return the SQL that gives numbers, flags and times as doubles."""
    value = f"epoch_us({column})" if family is Family.TIME else column
    return f"CAST({value} AS DOUBLE)"


def double(value: float) -> str:
    """Return a number as SQL; by its text, which DuckDB reads to the last bit."""
    return f"CAST('{float(value)!r}' AS DOUBLE)"


def doubles(values: Sequence[float]) -> str:
    """Return numbers as an SQL list."""
    texts = ", ".join(f"'{float(value)!r}'" for value in values)
    return f"CAST([{texts}] AS DOUBLE[])"


def literal(value: Any) -> str:
    """Return a value as SQL."""
    if isinstance(value, bool | np.bool_):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float):
        return double(value)
    return sql_text(value)
