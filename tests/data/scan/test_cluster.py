"""Stored tables as Dask DataFrames."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import load
from mlbench.data.scan.batches import frames
from mlbench.data.scan.cluster import to_dask

dask = pytest.importorskip("dask")

RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "x": RNG.normal(size=5000),
        "gaps": pd.array(np.where(np.arange(5000) < 4000, 1, None), dtype="Int64"),
        "word": pd.array(RNG.choice(["red", "blue", None], 5000), dtype="str"),
    }
)


def test_dask_reads_the_same_rows(stored_of):
    stored = stored_of(FRAME, parts=3)
    lazy = to_dask(stored, rows=700)
    assert lazy.npartitions == 8
    assert lazy.divisions[0] == 0
    with dask.config.set(scheduler="threads"):
        whole = lazy.compute()
        expected = pd.concat(frames(stored))
        pd.testing.assert_frame_equal(whole, expected, check_index_type=False)
        assert lazy["x"].mean().compute() == pytest.approx(FRAME["x"].mean())


def test_dask_reads_chosen_columns(stored_of):
    lazy = to_dask(stored_of(FRAME), ["word"])
    assert list(lazy.columns) == ["word"]
    with dask.config.set(scheduler="threads"):
        assert lazy["word"].value_counts().compute()["red"] == (FRAME["word"] == "red").sum()


def test_dataset_in_memory_is_read_by_dask_too():
    iris = load("sklearn:iris")
    with dask.config.set(scheduler="threads"):
        assert len(iris.to_dask()) == 150
