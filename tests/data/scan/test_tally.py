"""Counts of values: each in its bin, whoever computes the bin, in memory and on disk."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.data.scan.distributions import distributions
from mlbench.data.scan.rows import opened
from mlbench.data.scan.tally import Bins, tally

RNG = np.random.default_rng(3)
ROWS = 600_000
EQUAL = Bins(edges=tuple(np.linspace(-2.0, 2.0, 9).tolist()))
UNEQUAL = Bins(edges=(-2.0, -1.0, 0.5, 0.75, 2.0))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """Numbers, many of which lie on an edge; some are missing, some in no bin."""
    x = np.round(RNG.normal(size=ROWS) * 8) / 8
    x[::7] = np.nan
    group = RNG.choice(["a", "b", "neither"], ROWS)
    return pd.DataFrame({"x": x, "group": pd.array(group, dtype="str")})


@pytest.mark.parametrize("bins", [EQUAL, UNEQUAL], ids=["equal", "unequal"])
@pytest.mark.parametrize("on_disk", [False, True], ids=["in memory", "on disk"])
def test_each_value_is_counted_in_its_bin(frame, stored_of, bins: Bins, on_disk: bool) -> None:
    table = stored_of(frame, parts=2, group=100_000) if on_disk else frame
    assert bins.are_equal is (bins is EQUAL)
    with opened(table) as rows:
        found = tally(rows, {"x": bins}, ("group", Bins(values=("b", "a"))))["x"]
    edges = np.array(bins.edges)
    for place, label in enumerate(("b", "a")):
        x = frame.loc[frame["group"] == label, "x"]
        # half-open bins, of which the last one holds its right edge
        own = np.where(x == edges[-1], len(bins) - 1, np.searchsorted(edges, x, "right") - 1)
        inside = x.between(edges[0], edges[-1]).to_numpy()
        wanted = np.bincount(own[inside], minlength=len(bins))
        assert found.counts[place].tolist() == wanted.tolist()
        assert found.missing[place] == x.isna().sum()
        assert found.other[place] == len(x) - x.isna().sum() - inside.sum()


def test_fraction_after_many_whole_numbers_is_seen(tmp_path) -> None:
    rows = 5_000
    late = np.arange(rows) % 5.0
    late[-1] = 2.5
    early = pd.Series(np.arange(rows) % 5.0)
    early[:3_000] = np.nan
    pd.DataFrame({"late": late, "whole": early}).to_csv(tmp_path / "made.csv", index=False)
    data: Dataset = load(str(tmp_path / "made.csv"))
    late_one, whole = distributions(data, ["late", "whole"])
    assert len(late_one.edges) == 31
    assert whole.edges.tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5]
