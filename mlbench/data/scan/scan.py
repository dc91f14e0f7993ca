"""The scan: figures about every column of a table of any size, in a few passes."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import pyarrow as pa

from mlbench.data.scan.counting import TOP, as_text, count_values
from mlbench.data.scan.figures import SHARES, ColumnFigures
from mlbench.data.scan.layout import refuse_unknown
from mlbench.data.scan.ranges import ranges_of
from mlbench.data.scan.rows import MEMORY, Family, Rows, opened
from mlbench.data.scan.sketch import frequent, look_at
from mlbench.data.scan.tally import Bins, as_number, tally
from mlbench.data.stored import StoredTable
from mlbench.html_tables import text_left
from mlbench.live.watch import watched
from mlbench.live.work import Work

#: Up to so many rows every figure is exact.
EXACT_ROWS = 1_000_000
#: Beyond, columns of at most about so many different values are counted exactly.
EXACT_DISTINCT = 10_000
#: So many columns are shown; the others are counted.
SHOWN = 40
#: Columns are looked at together as long as they have no more cells than this,
CELLS = 10_000_000
#: in groups of a size between these.
FEWEST, MOST = 4, 100


@dataclass(frozen=True)
class Scan:
    """Figures about every column of a table.

    Parameters
    ----------
    name : str
        The table's name.
    rows : int
        The number of rows, all of which were looked at.
    columns : mapping of str to ColumnFigures
        The figures by column.

    Examples
    --------
    >>> found = scan(pd.DataFrame({"x": [1.0, 2.0, None, 2.0]}))
    >>> found.columns["x"].missing, found.columns["x"].top[0]
    (1, ('2.0', 2))
    """

    name: str
    rows: int
    columns: Mapping[str, ColumnFigures]

    def frame(self) -> pd.DataFrame:
        """Return one row a column, with the names of those figures that are estimates.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``column``: ``dtype``, ``rows``, ``missing``, ``missing_percent``,
            ``distinct``, ``minimum``, quantiles from ``q01`` to ``q99``, ``maximum``,
            ``mean``, ``deviation``; ``earliest``, ``latest`` of times; ``top``,
            ``top_percent`` (of the rows that have a value); ``estimates``.
        """
        return pd.DataFrame([column.as_row() for column in self.columns.values()]).set_index(
            "column"
        )

    def shown(self) -> pd.DataFrame:
        """Return the leading figures as short texts, estimates marked with ``~``."""
        return pd.DataFrame([column.as_texts() for column in self.columns.values()])

    def __repr__(self) -> str:
        return f"{self.name}: {self.rows:,} rows\n{self.shown().to_string(index=False)}"

    def _repr_html_(self) -> str:
        table = text_left(self.shown().head(SHOWN).to_html(index=False, border=0))
        rest = len(self.columns) - SHOWN
        more = f"<p>and {rest:,} more columns; frame() has all of them</p>" if rest > 0 else ""
        title = f"{self.name}: {self.rows:,} rows; estimates are marked ~"
        return f"<div><p>{html.escape(title)}</p>{table}{more}</div>"


def scan(
    table: StoredTable | pd.DataFrame | pa.Table,
    columns: Sequence[str] | None = None,
    *,
    memory: int = MEMORY,
) -> Scan:
    """Look at all rows of a table, on disk or in memory, in a bounded number of passes.

    Parameters
    ----------
    table : StoredTable or pandas.DataFrame or pyarrow.Table
        The rows.
    columns : sequence of str, optional
        The columns to look at; all where left out.
    memory : int
        Bytes that the scan may take, whatever the number of rows.

    Returns
    -------
    Scan
        Up to a million rows every figure is exact. Beyond, numbers of different values past
        ten thousand are estimated (HyperLogLog), quantiles lie within half a percent of the
        rows (counted in 256 bins), and the most frequent values of such columns are exact
        counts of values that a sample showed to be frequent.
    """
    name = table.name if isinstance(table, StoredTable) else "table"
    with opened(table, memory=memory) as rows:
        names = list(rows.columns) if columns is None else list(columns)
        refuse_unknown(names, list(rows.columns))
        return Scan(name, rows.rows, figures_of(rows, names))


def figures_of(rows: Rows, names: Sequence[str]) -> dict[str, ColumnFigures]:
    """Return the figures of some columns; :func:`scan` says of which kind they are."""
    found: dict[str, ColumnFigures] = {}
    with watched(Work(f"Looking at {rows.rows:,} rows", "columns", total=len(names))) as work:
        for together in _groups(names, rows.rows):
            found |= _figures(rows, together)
            work.done = len(found)
    return found


def outlines_of(
    rows: Rows, names: Sequence[str], counted: Sequence[str]
) -> dict[str, ColumnFigures]:
    """Return what a picture needs of some columns: rows, least and greatest value.

    Parameters
    ----------
    rows : Rows
        The rows.
    names : sequence of str
        The columns.
    counted : sequence of str
        Those of them whose values are counted: the others have no distinct and no top.
    """
    found: dict[str, ColumnFigures] = {}
    for begin in range(0, len(names), MOST):
        asked: list[str] = []
        together = names[begin : begin + MOST]
        for place, name in enumerate(together):
            number = as_number(f"c{place}", rows.columns[name].family)
            ends = [f"min({number})", f"max({number})"]
            is_text = rows.columns[name].family is Family.TEXT
            asked += [f"count(c{place})", *(["NULL", "NULL"] if is_text else ends)]
        answer = rows.ask(f"SELECT {', '.join(asked)} FROM chosen", together)[0]  # noqa: S608 - ours
        for place, name in enumerate(together):
            present, low, high = answer[3 * place : 3 * place + 3]
            found[name] = _figures_of(rows, name, [present, 0, low, high], exact=True)
    return found | _counted(rows, {name: found[name] for name in counted})


def _counted(rows: Rows, found: Mapping[str, ColumnFigures]) -> dict[str, ColumnFigures]:
    """Return figures with the most frequent values, and how many there are, exactly."""
    better = {}
    for name, counts in count_values(rows, list(found)).items():
        top = tuple((as_text(value, found[name].family), n) for value, n in counts.top)
        sure = found[name].estimates - {"distinct"}
        better[name] = replace(found[name], distinct=counts.distinct, top=top, estimates=sure)
    return better


def _groups(names: Sequence[str], rows: int) -> Iterator[Sequence[str]]:
    size = min(MOST, max(FEWEST, CELLS // max(rows, 1)))
    for begin in range(0, len(names), size):
        yield names[begin : begin + size]


def _figures(rows: Rows, names: Sequence[str]) -> dict[str, ColumnFigures]:
    small = rows.rows <= EXACT_ROWS
    found = _basics(rows, names, exact=small)
    few = [name for name in names if small or found[name].distinct <= EXACT_DISTINCT]
    counted = _counted(rows, {name: found[name] for name in few})
    found |= counted
    return found if small else _closer(rows, found, [n for n in names if n not in counted])


def _basics(rows: Rows, names: Sequence[str], *, exact: bool) -> dict[str, ColumnFigures]:
    """Return what one pass tells; quantiles among it where all values may be held at once."""
    families = {name: rows.columns[name].family for name in names}
    asked, counts = [], []
    for place, name in enumerate(names):
        said = _asked(f"c{place}", families[name], exact=exact)
        asked += said
        counts.append(len(said))
    answer = iter(rows.ask(f"SELECT {', '.join(asked)} FROM chosen", names)[0])  # noqa: S608 - ours
    found = {}
    for name, count in zip(names, counts, strict=True):
        values = [next(answer) for _ in range(count)]
        found[name] = _figures_of(rows, name, values, exact=exact)
    return found


def _asked(column: str, family: Family, *, exact: bool) -> list[str]:
    asked = [f"count({column})", "0" if exact else f"approx_count_distinct({column})"]
    if family in (Family.NUMBER, Family.TIME):
        number = as_number(column, family)
        asked += [f"min({number})", f"max({number})"]
    if family is Family.NUMBER:
        asked += [f"favg({column})", f"stddev_samp({column})"]
        asked += [f"quantile_cont({number}, {list(SHARES)})" if exact else "NULL"]
    return asked


def _figures_of(rows: Rows, name: str, values: list[Any], *, exact: bool) -> ColumnFigures:
    present, distinct, *more = values
    low, high, mean, deviation, quantiles = [*more, *[None] * 5][:5]
    return ColumnFigures(
        name=name,
        family=rows.columns[name].family,
        dtype=_dtype(rows.columns[name].plain),
        rows=rows.rows,
        missing=rows.rows - present,
        distinct=min(distinct, present),
        minimum=low,
        maximum=high,
        mean=_significant(mean),
        deviation=_significant(deviation),
        quantiles=dict(zip(SHARES, quantiles, strict=True)) if quantiles else {},
        estimates=frozenset() if exact or not present else frozenset({"distinct"}),
    )


def _dtype(plain: pa.DataType) -> str:
    return {"double": "float64", "string": "str", "timestamp[us]": "datetime64[us]"}.get(
        str(plain), str(plain)
    )


def _closer(
    rows: Rows, found: Mapping[str, ColumnFigures], varied: Iterable[str]
) -> dict[str, ColumnFigures]:
    """Add quantiles and the most frequent values, by counting where a sample says to look."""
    found = dict(found)
    numbers = [n for n, about in found.items() if about.family is Family.NUMBER and about.present]
    varied = [name for name in varied if found[name].present]
    wanted = list(dict.fromkeys([*numbers, *varied]))
    if not wanted:
        return found
    sample = look_at(rows, wanted)
    ranges = {name: ranges_of(sample.column(name), found[name]) for name in numbers}
    counts = tally(rows, {name: each.bins for name, each in ranges.items()})
    for name, each in ranges.items():
        quantiles = each.quantiles(counts[name].counts[0])
        estimates = found[name].estimates | (set() if each.by_value else {"quantiles"})
        found[name] = replace(found[name], quantiles=quantiles, estimates=estimates)
    chosen = {name: Bins(values=tuple(frequent(sample.column(name), TOP))) for name in varied}
    chosen = {name: values for name, values in chosen.items() if values.values}
    for name, counted in tally(rows, chosen).items():
        by_count = zip(chosen[name].values, counted.counts[0].tolist(), strict=True)
        best = sorted(by_count, key=lambda pair: (-pair[1], pair[0]))
        top = tuple((as_text(value, found[name].family), n) for value, n in best)
        found[name] = replace(found[name], top=top, estimates=found[name].estimates | {"top"})
    return found


def _significant(value: float | None) -> float | None:
    """Return a figure without the digits that depend on the order of threads."""
    return None if value is None else float(f"{value:.12g}")
