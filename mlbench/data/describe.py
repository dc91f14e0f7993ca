"""What each column holds, one row a column: computed once, shown and judged elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_datetime64_any_dtype, is_numeric_dtype

from mlbench.data.counted import Counted, count
from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.in_threads import in_threads
from mlbench.data.kinds import kind_of
from mlbench.data.scan.figures import ColumnFigures

_COLUMNS = {
    **dict.fromkeys(("role", "kind", "dtype"), "str"),
    "missing": "Int64",
    "missing_percent": "float64",
    "distinct": "Int64",
    **dict.fromkeys(("minimum", "median", "maximum"), "float64"),
    **dict.fromkeys(("earliest", "latest", "top"), "str"),
    "top_percent": "float64",
}


def describe(dataset: Dataset) -> pd.DataFrame:
    """Return a table about the columns of a dataset, one row a column.

    Parameters
    ----------
    dataset : Dataset
        All of its rows are looked at.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``column``; features first, then the target, then what was left out.
        ``role`` (feature, target, left out), ``kind``, ``dtype``, ``missing`` (rows),
        ``missing_percent``, ``distinct``; ``minimum``, ``median``, ``maximum`` of numbers;
        ``earliest``, ``latest`` of times; ``top`` (the most frequent value, as text) and
        ``top_percent`` (of the rows that have a value).
    """
    frame = dataset.frame
    about = in_threads(lambda name: _about(frame[name], dataset), frame.columns, frame.size)
    table = pd.DataFrame(about).set_index("column")
    left_out = [name for name in dataset.left_out if name not in table.index]
    table = pd.concat([table, _left_out(left_out, dataset)]) if left_out else table
    return table.reindex(columns=list(_COLUMNS)).astype(_COLUMNS)


def describe_stored(dataset: Dataset, figures: Mapping[str, ColumnFigures]) -> pd.DataFrame:
    """Return the same table about all stored rows, from the figures of a scan.

    Parameters
    ----------
    dataset : Dataset
        One whose rows are on disk.
    figures : mapping of str to ColumnFigures
        What the scan said about its columns.

    Returns
    -------
    pandas.DataFrame
        As that of :func:`describe`; ``estimates`` names the figures of a row that are no
        exact ones.
    """
    about = [_about_stored(figures[str(name)], dataset) for name in dataset.frame.columns]
    table = pd.DataFrame(about).set_index("column")
    left_out = [name for name in dataset.left_out if name not in table.index]
    table = pd.concat([table, _left_out(left_out, dataset)]) if left_out else table
    columns = {**_COLUMNS, "estimates": "str"}
    return table.reindex(columns=list(columns)).astype(columns)


def _about_stored(figures: ColumnFigures, dataset: Dataset) -> dict[str, Any]:
    row = figures.as_row()
    is_target = figures.name == dataset.target
    kind = kind_of(dataset.frame[figures.name]) if is_target else dataset.kinds[figures.name]
    shown = {"quantiles": "median"}
    estimates = (shown.get(name, name) for name in sorted(figures.estimates))
    return {
        **row,
        "role": "target" if is_target else "feature",
        "kind": str(kind),
        "median": figures.quantiles.get(0.5),
        "estimates": ", ".join(estimates),
    }


def _about(column: pd.Series, dataset: Dataset) -> dict[str, Any]:
    counted = count(column)
    name = column.name
    is_target = name == dataset.target
    return {
        "column": str(name),
        "role": "target" if is_target else "feature",
        "kind": str(kind_of(column) if is_target else dataset.kinds[str(name)]),
        "dtype": str(column.dtype),
        "missing": counted.missing,
        "missing_percent": 100 * counted.missing / max(len(column), 1),
        "distinct": counted.distinct,
        "top": str(_plain(counted.top)) if counted.distinct else None,
        "top_percent": 100 * counted.times / max(len(column) - counted.missing, 1),
        **_range(column, counted),
    }


def _range(column: pd.Series, counted: Counted) -> dict[str, Any]:
    """Return the ends of numbers and of times, and the median of numbers."""
    if not counted.distinct:
        return {}
    if is_datetime64_any_dtype(column.dtype):
        ends = {"earliest": column.min(), "latest": column.max()}
        return {
            name: pd.Series([end], dtype=column.dtype).astype("str")[0]  # a day without its time
            for name, end in ends.items()
        }
    if not is_numeric_dtype(column.dtype) or is_bool_dtype(column.dtype):
        return {}
    ordered = counted.ordered
    if ordered is None:
        ordered = np.sort(column.dropna().to_numpy("float64"))
    middle = ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1].astype("float64")
    with np.errstate(invalid="ignore"):  # of minus and plus infinity there is no middle
        median = float(middle.mean())
    return {"minimum": float(ordered[0]), "median": median, "maximum": float(ordered[-1])}


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _left_out(names: list[str], dataset: Dataset) -> pd.DataFrame:
    empty = {name for r in dataset.remarks if r.topic == "empty" for name in r.columns}
    rows = [{"column": name, "role": "left out", **_nothing(name in empty)} for name in names]
    return pd.DataFrame(rows).set_index("column")


def _nothing(empty: bool) -> dict[str, Any]:  # noqa: FBT001 - the only thing it depends on
    return {"kind": str(ColumnKind.EMPTY), "missing_percent": 100.0} if empty else {"kind": ""}
