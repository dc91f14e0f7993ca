"""What each column holds, one row a column: computed once, shown and judged elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.dataset import ColumnKind, Dataset
from mlbench.data.in_threads import BUNDLES, in_threads
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
    table = pd.DataFrame(about).set_index("column").join(_ranges(frame))
    left_out = [name for name in dataset.left_out if name not in table.index]
    table = pd.concat([table, _left_out(left_out, dataset)]) if left_out else table
    return table[list(_COLUMNS)].astype(_COLUMNS)


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


def _ranges(frame: pd.DataFrame) -> pd.DataFrame:
    numbers, times = frame.select_dtypes("number"), frame.select_dtypes("datetime")
    bounds = pd.DataFrame(
        {"minimum": numbers.min(), "median": _medians(numbers), "maximum": numbers.max()},
        index=numbers.columns,
        dtype="float64",
    )
    ends = pd.DataFrame(
        {"earliest": times.min().astype("str"), "latest": times.max().astype("str")},
        index=times.columns,
        dtype="str",
    )
    return bounds.join(ends, how="outer")


def _about(column: pd.Series, dataset: Dataset) -> dict[str, Any]:
    codes, values = pd.factorize(column)
    missing = int((codes < 0).sum())
    present = len(codes) - missing
    counts = np.bincount(codes[codes >= 0], minlength=1)
    best = int(counts.argmax())
    name = column.name
    is_target = name == dataset.target
    return {
        "column": str(name),
        "role": "target" if is_target else "feature",
        "kind": str(kind_of(column) if is_target else dataset.kinds[str(name)]),
        "dtype": str(column.dtype),
        "missing": missing,
        "missing_percent": 100 * missing / max(len(codes), 1),
        "distinct": len(values),
        "top": str(_plain(values[best])) if len(values) else None,
        "top_percent": 100 * int(counts[best]) / max(present, 1),
    }


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _medians(numbers: pd.DataFrame) -> pd.Series:
    values = numbers.to_numpy(dtype="float64", na_value=np.nan)
    pieces = np.array_split(values, min(BUNDLES, max(1, values.shape[1])), axis=1)
    medians = in_threads(_medians_of, pieces, values.size)
    return pd.Series(np.concatenate(medians), index=numbers.columns)


def _medians_of(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    medians = np.full(values.shape[1], np.nan)
    some = ~np.isnan(values).all(axis=0)
    medians[some] = np.nanmedian(values[:, some], axis=0)
    return medians


def _left_out(names: list[str], dataset: Dataset) -> pd.DataFrame:
    empty = {name for r in dataset.remarks if r.topic == "empty" for name in r.columns}
    rows = [{"column": name, "role": "left out", **_nothing(name in empty)} for name in names]
    return pd.DataFrame(rows).set_index("column")


def _nothing(empty: bool) -> dict[str, Any]:  # noqa: FBT001 - the only thing it depends on
    return {"kind": str(ColumnKind.EMPTY), "missing_percent": 100.0} if empty else {"kind": ""}
