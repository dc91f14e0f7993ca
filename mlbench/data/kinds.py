"""What kind of values a column holds, as preprocessing needs to know it."""

from __future__ import annotations

from enum import StrEnum

import pandas as pd
from pandas.api import types

#: Text is prose, not a label, from this many words a value on average.
PROSE_WORDS = 3.0
#: Prose has more different values than this, and than this share of the rows.
PROSE_DISTINCT = 20
PROSE_SHARE = 0.1
#: So many values are looked at to tell labels from prose.
LOOK = 1000


class ColumnKind(StrEnum):
    """What kind of values a column holds."""

    NUMERIC = "numeric"
    BOOLEAN = "boolean"
    CATEGORICAL = "categorical"
    DATETIME = "datetime"
    TEXT = "text"
    IMAGE = "image"
    AUDIO = "audio"
    EMPTY = "empty"


#: Kinds whose values are paths of files; what a model learns from is in the files.
FILES = (ColumnKind.IMAGE, ColumnKind.AUDIO)


def kind_of(column: pd.Series) -> ColumnKind:
    """Return the kind of a column.

    Parameters
    ----------
    column : pandas.Series
        A column of a dataset's frame.

    >>> str(kind_of(pd.Series([1.5, 2.5])))
    'numeric'
    >>> str(kind_of(pd.Series(["red", "blue", None])))
    'categorical'
    >>> str(kind_of(pd.Series([None, None])))
    'empty'
    """
    if types.is_bool_dtype(column.dtype):
        return ColumnKind.BOOLEAN
    if types.is_numeric_dtype(column.dtype):
        return ColumnKind.EMPTY if column.isna().all() else ColumnKind.NUMERIC
    if types.is_datetime64_any_dtype(column.dtype):
        return ColumnKind.DATETIME
    # Plain lists: with thousands of columns, pandas' own start-up per column is what counts.
    look = [value for value in column.iloc[:LOOK].tolist() if isinstance(value, str)]
    if not look and column.isna().all():
        return ColumnKind.EMPTY
    return ColumnKind.TEXT if _is_prose(look) else ColumnKind.CATEGORICAL


def _is_prose(look: list[str]) -> bool:
    distinct = len(set(look))
    if distinct <= PROSE_DISTINCT or distinct <= PROSE_SHARE * len(look):
        return False
    return sum(len(value.split()) for value in look) >= PROSE_WORDS * len(look)
