"""A dataset of which a sample is held: what is shown of it speaks of all rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.load import assemble, load
from mlbench.data.loading import split_table
from mlbench.data.overview import overview
from mlbench.data.quality import check_data
from mlbench.data.request import Request
from mlbench.data.scan import beyond
from mlbench.data.scan.batches import frames
from mlbench.data.scan.beyond import without_infinite_stored
from mlbench.data.scan.sides import held_out
from mlbench.data.sources import Located
from mlbench.settings import settings

RNG = np.random.default_rng(0)
ROWS = 40_000
X = RNG.normal(size=ROWS)
COLOUR = RNG.choice(["red", "green", "blue"], ROWS)
FRAME = pd.DataFrame(
    {
        "x": np.where(np.arange(ROWS) % 10 == 0, np.nan, X),
        "twin": np.exp(X),
        "noise": RNG.normal(size=ROWS),
        "colour": pd.array(COLOUR, dtype="str"),
        "flag": RNG.random(ROWS) > 0.5,
        "count": RNG.integers(0, 5, ROWS),
        "day": pd.date_range("2026-01-01", periods=ROWS, freq="min").astype("datetime64[us]"),
        "text": pd.array([f"some words that differ here {n}" for n in range(ROWS)], dtype="str"),
        "y": pd.array(np.where(COLOUR == "red", "hot", "cold"), dtype="str"),
        "amount": X * 3 + RNG.normal(size=ROWS),
    }
)


@pytest.fixture
def part_held(workplace, stored_of, monkeypatch):
    """Loads a frame with more rows than memory allows; returns the dataset."""

    def load(frame=FRAME, target="y", memory=1_500_000, **how):
        monkeypatch.setenv("MLBENCH_DATA_MEMORY", str(memory))
        settings.cache_clear()
        request = Request.of({"source": "made", "target": target, **how})
        stored = stored_of(frame, parts=3, group=10_000)
        return assemble(request, split_table(Located(stored, "made"), request))

    return load


def test_dataset_says_how_many_of_how_many_rows_are_held(part_held):
    dataset = part_held()
    assert 1000 < dataset.rows < dataset.all_rows == ROWS
    assert f"rows: {dataset.rows:,} held of 40,000" in repr(dataset)
    assert any("of 40,000 rows are held in memory" in note for note in dataset.notes)
    assert dataset.X_train.memory_usage(deep=True).sum() < 1_500_000
    same = FRAME["x"].iloc[dataset.row_ids].to_numpy()
    np.testing.assert_array_equal(dataset.frame["x"].to_numpy(), same)


def test_same_seed_holds_the_same_rows(part_held):
    one, two, other = part_held(), part_held(), part_held(split_seed=1)
    pd.testing.assert_frame_equal(one.frame, two.frame)
    assert one.test_rows.tolist() == two.test_rows.tolist()
    assert not np.array_equal(one.row_ids, other.row_ids)


def test_overview_describes_all_rows(part_held):
    look = overview(part_held())
    table = look.frame()
    assert table.loc["x", "missing"] == ROWS // 10
    assert table.loc["twin", "maximum"] == FRAME["twin"].max()
    assert table.loc["noise", "median"] == FRAME["noise"].median()
    assert table.loc["text", "distinct"] == ROWS
    assert table.loc["y", "role"] == "target"
    assert "40,000 rows" in repr(look)
    assert "x 10 %" in look.plot_missing().alt
    assert f"{(FRAME['y'] == 'hot').sum():,}" in look.plot_target().alt


def test_estimates_are_marked_where_they_are_shown(part_held, monkeypatch):
    monkeypatch.setattr("mlbench.data.scan.scan.EXACT_ROWS", 100)
    monkeypatch.setattr("mlbench.data.scan.scan.EXACT_DISTINCT", 100)
    look = overview(part_held(target="amount"))
    table = look.frame()
    assert "median" in table.loc["noise", "estimates"]
    assert table.loc["count", "estimates"] == ""
    shown = repr(look).splitlines()
    assert "estimates are marked ~" in shown[0]
    assert next(line for line in shown if line.startswith("noise")).count("~") == 2
    assert "~" not in next(line for line in shown if line.startswith("count"))
    assert "median about" in look.plot_target().alt


@pytest.mark.parametrize("target", ["y", "amount", None])
def test_every_picture_is_drawn(part_held, target):
    look = overview(part_held(target=target))
    for plot in ("missing", "distributions", "target", "correlations", "association"):
        assert len(getattr(look, f"plot_{plot}")().alt) > 20


def test_association_counts_all_training_rows(part_held):
    table = overview(part_held()).association()
    assert table.index[0] == "colour"
    assert table["strength"].iloc[0] == pytest.approx(1, abs=0.001)
    assert table.loc[["noise", "text", "flag", "count"], "strength"].max() < 0.002
    table = overview(part_held(target="amount")).association()
    correlation = FRAME["amount"].corr(FRAME["twin"].map(np.log))
    assert table.loc["twin", "strength"] == pytest.approx(correlation, abs=0.03)


def test_correlations_are_those_of_spearman_over_all_training_rows(part_held):
    dataset = part_held(target="amount")
    table = overview(dataset).correlations()
    train = FRAME.drop(index=held_out(dataset))[list(table.index)]
    expected = train.corr(method="spearman")
    np.testing.assert_allclose(table.to_numpy(), expected.to_numpy(), atol=0.01)


@pytest.mark.parametrize("kind", ["random", "stratified", "time"])
def test_no_row_of_the_test_side_is_learnt_from(part_held, kind):
    dataset = part_held(split=kind)
    without = held_out(dataset)
    assert set(dataset.row_ids[dataset.test_rows]) <= set(without)
    learnt = pd.concat(frames(dataset.stored, ["day"], without=without))
    assert len(learnt) + len(without) == ROWS
    if kind == "time":
        assert learnt["day"].max() < dataset.frame["day"].iloc[dataset.test_rows].min()


def test_rows_that_fit_after_all_are_a_dataset_in_memory(part_held):
    dataset = part_held(memory=2**30)
    assert dataset.rows == dataset.all_rows == ROWS
    assert overview(dataset).figures is None


def test_groups_on_the_test_side_are_not_learnt_from_on_disk_either(part_held):
    frame = FRAME.assign(site=RNG.integers(0, 40, ROWS))
    dataset = part_held(frame, split="group", split_by="site")
    learnt = pd.concat(frames(dataset.stored, ["site"], without=held_out(dataset)))
    tested = frame["site"].iloc[dataset.row_ids[dataset.test_rows]]
    assert not set(learnt["site"]) & set(tested)
    assert len(learnt) > 0.6 * ROWS


def test_file_past_the_memory_for_rows_is_loaded_as_a_sample(workplace, monkeypatch):
    FRAME.to_parquet(workplace / "large.parquet")
    monkeypatch.setenv("MLBENCH_DATA_MEMORY", "1500000")
    settings.cache_clear()
    dataset = load("large.parquet", "y")
    assert dataset.rows < dataset.all_rows == ROWS
    assert overview(dataset).frame().loc["twin", "maximum"] == FRAME["twin"].max()


WILD = FRAME[["twin", "noise", "colour", "count", "y", "amount"]].copy()
WILD.loc[[5, 77], "twin"] = np.inf
WILD.loc[20_000, "twin"] = -1e300
WILD.loc[39_999, "noise"] = -np.inf
WILD.loc[3, "noise"] = np.nan


def test_infinite_values_of_all_rows_are_counted_as_those_of_a_frame(part_held, csv_of):
    held = load(csv_of(WILD), "y")
    dataset = part_held(WILD)
    assert dataset.rows < dataset.all_rows == held.rows
    [said] = [note for note in held.notes if "infinite" in note]
    assert "'twin' (3 rows)" in said
    assert "'noise' (1 row)" in said
    assert said in dataset.notes
    [one], [other] = (
        [finding for finding in check_data(data) if finding.code == "MB136"]
        for data in (held, dataset)
    )
    assert one == other
    assert overview(dataset).frame().loc["twin", "missing"] == 3


def test_nothing_is_counted_where_the_files_say_that_all_values_are_finite(stored_of, monkeypatch):
    monkeypatch.setattr(beyond, "opened", None)
    assert without_infinite_stored(stored_of(FRAME, parts=2), None) == []
