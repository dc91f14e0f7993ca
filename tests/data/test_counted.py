"""Values are counted as pandas counts them, whatever the way."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from mlbench.data.counted import count

KINDS = ("float64", "float32", "int64", "int16", "uint64", "bool")
COLUMNS = some.sampled_from(KINDS).flatmap(lambda kind: arrays(kind, some.integers(0, 60)))


def _by_pandas(column: pd.Series) -> tuple[int, int, object, int]:
    """Return missing and distinct values, the first of the most frequent, and how often it is."""
    counts = column.value_counts(sort=False)  # in the order in which values come
    if counts.empty:
        return len(column), 0, None, 0
    return int(column.isna().sum()), len(counts), counts.index[counts.argmax()], int(counts.max())


@given(COLUMNS)
def test_plain_values_are_counted_as_pandas_counts_them(values: np.ndarray) -> None:
    column = pd.Series(values)
    counted = count(column)
    assert tuple(counted[:4]) == _by_pandas(column)
    if counted.ordered is not None:
        np.testing.assert_array_equal(counted.ordered, np.sort(column.dropna().to_numpy()))


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, None, 1, 2], dtype="Int64"),
        pd.Series(["b", None, "a", "a", "b"]),
        pd.Series(["b", "a", "b"], dtype="category"),
        pd.Series(pd.to_datetime(["2024-01-02", None, "2024-01-02"])),
        pd.Series([None, None], dtype="object"),
    ],
    ids=["nullable", "text", "category", "times", "nothing"],
)
def test_other_values_are_counted_as_pandas_counts_them(column: pd.Series) -> None:
    counted = count(column)
    assert tuple(counted[:4]) == _by_pandas(column)
    assert counted.ordered is None


def test_of_values_that_are_as_frequent_the_first_is_named_however_late_it_comes() -> None:
    column = pd.Series([*range(10_000), 9_998, 9_997])
    assert count(column)[1:4] == (10_000, 9_997, 2)
