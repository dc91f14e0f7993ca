"""Names and types of columns, the same whatever a source gave.

Names become text and must differ; types become one of: bool, int64, float64,
datetime64, and pandas' ``str``. A boolean column with missing values is pandas'
nullable ``boolean``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pandas.api import types

from mlbench.data.reading.evidence import EXACT
from mlbench.data.reading.look_alikes import look_alikes
from mlbench.data.remarks import Event, Topic
from mlbench.errors import DataError, listing


def clean_names(given: Sequence[Any], where: str) -> tuple[list[str], list[Event]]:
    """Return columns' names as text, a blank one by its position.

    Parameters
    ----------
    given : sequence
        The names of the source, of any type.
    where : str
        The source's name, for errors.

    Raises
    ------
    DataError
        A name occurs twice.

    >>> clean_names(["a", 1, ""], "x")[0]
    ['a', '1', 'column_3']
    """
    names, events = [], []
    for position, name in enumerate(given, start=1):
        text = str(name).strip() or f"column_{position}"
        names.append(text)
        if not isinstance(name, str) or not name.strip():
            events.append(Event(Topic.RENAMED, text))
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise DataError(
            f"Each column of {where} must have a name of its own. "
            f"Got more than one named {listing(twice)}.",
            next_step="Rename them in the file; for a file without a header pass its names, "
            "as read={'columns': [...]}.",
            code="DATA_DUPLICATE_COLUMNS",
        )
    events += [Event(Topic.LOOK_ALIKE, name) for name in look_alikes(names)]
    return names, events


def frame_of(names: list[str], columns: list[pa.Array]) -> pd.DataFrame:
    """Return typed Arrow columns as a frame with a row id from 0 as its index.

    The list is empty afterwards: nobody else may hold what is set free on the way.
    """
    pairs = zip(names, columns, strict=True)
    flags = [n for n, c in pairs if pa.types.is_boolean(c.type) and c.null_count]
    table = pa.table(columns, names=names)
    columns.clear()
    frame: pd.DataFrame = table.to_pandas(self_destruct=True)
    return frame.astype(dict.fromkeys(flags, "boolean")) if flags else frame


def plain_frame(given: pd.DataFrame, where: str) -> tuple[pd.DataFrame, list[Event]]:
    """Return any frame with plain names, plain types, and a row id from 0 as its index.

    Raises
    ------
    DataError
        A name occurs twice.
    """
    names, events = clean_names(list(given.columns), where)
    frame = given.set_axis(names, axis="columns").reset_index(drop=True)
    odd = [name for name in names if not _is_plain(frame[name])]
    changed = {}
    for name in odd:
        changed[name], found = _plain(frame[name])
        events += found
    return (frame.assign(**changed) if changed else frame), events


def _is_plain(column: pd.Series) -> bool:
    dtype = column.dtype
    if isinstance(dtype, np.dtype):
        return dtype in (np.dtype(bool), np.dtype("float64"), np.dtype("datetime64[us]"))
    return str(dtype) == "str"


def _plain(column: pd.Series) -> tuple[pd.Series, list[Event]]:
    name, dtype = str(column.name), column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _plain(column.astype(dtype.categories.dtype))
    if types.is_bool_dtype(dtype):
        return column.astype("boolean" if column.isna().any() else bool), []
    if types.is_integer_dtype(dtype):
        beyond = ((column > EXACT) | (column < -EXACT)).fillna(value=False)
        if beyond.any():
            return column.astype("str"), [Event(Topic.LONG_INTEGERS, name, int(beyond.sum()))]
        return column.astype("float64" if column.isna().any() else "int64"), []
    if types.is_float_dtype(dtype):
        return column.astype("float64"), []
    if types.is_datetime64_any_dtype(dtype):
        zoned = isinstance(dtype, pd.DatetimeTZDtype)
        local = column.dt.tz_convert("UTC").dt.tz_localize(None) if zoned else column
        events = [Event(Topic.TIME_ZONE, name, len(column))] if zoned else []
        return local.astype("datetime64[us]"), events
    return _text(column)


def _text(column: pd.Series) -> tuple[pd.Series, list[Event]]:
    inferred = column.infer_objects()
    if not types.is_object_dtype(inferred.dtype):
        return (inferred, []) if _is_plain(inferred) else _plain(inferred)
    present = column.dropna()
    if len(present) and all(isinstance(value, bool | np.bool_) for value in present):
        return column.astype("boolean"), []
    mixed = not all(isinstance(value, str) for value in present)
    text = column.map(str, na_action="ignore").astype("str")
    return text, [Event(Topic.AS_TEXT, str(column.name), len(column))] if mixed else []
