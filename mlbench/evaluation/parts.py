"""Parts of rows by the values of a column: categories, ranges, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from mlbench.data.kinds import ColumnKind
from mlbench.errors import shorten
from mlbench.models.facts import FeatureFacts
from mlbench.statements import number_text

#: Categories looked at, the most frequent ones.
CATEGORIES = 10
#: Bins of a numeric column, of equally many rows each.
BINS = 4

Members = npt.NDArray[np.bool_]


def parts_of(column: pd.Series, feature: FeatureFacts) -> Iterator[tuple[str, Members]]:
    """Yield a label and the rows of each part of a feature.

    Parameters
    ----------
    column : pandas.Series of shape (rows,)
        Its values.
    feature : FeatureFacts
        What is known of it.
    """
    if feature.kind == ColumnKind.NUMERIC:
        yield from _ranges(column, integer=feature.integer)
    elif feature.kind in (ColumnKind.CATEGORICAL, ColumnKind.BOOLEAN):
        for label in column.value_counts().index[:CATEGORIES]:
            yield f"= {shorten(str(label), 24)}", (column == label).fillna(False).to_numpy(bool)
    missing = column.isna().to_numpy(bool)
    if missing.any():
        yield "missing", missing


def _ranges(column: pd.Series, *, integer: bool) -> Iterator[tuple[str, Members]]:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[np.isfinite(values)]
    if not len(known):
        return
    distinct = np.unique(known)
    if integer and len(distinct) <= BINS:
        for value in distinct:
            yield f"= {number_text(float(value))}", values == value
        return
    edges = np.unique(np.quantile(known, np.linspace(0, 1, BINS + 1)))
    for low, high in pairwise(edges):
        last = high == edges[-1]
        below = values <= high if last else values < high
        text = f"in [{number_text(float(low))}, {number_text(float(high))}{']' if last else ')'}"
        yield text, (values >= low) & below
