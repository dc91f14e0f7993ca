"""A sample of a stored table: as large as memory allows, seeded, fair to rare classes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mlbench.data.remarks import Topic
from mlbench.data.scan.sampling import draw

RNG = np.random.default_rng(0)
ROWS = 40_000
LABELS = np.repeat(["common", "other", "rare", "single"], [30_000, 9_899, 100, 1])
FRAME = pd.DataFrame(
    {
        "x": RNG.normal(size=ROWS),
        "row": np.arange(ROWS),
        "y": pd.array(RNG.permutation(LABELS), dtype="str"),
        "amount": RNG.exponential(size=ROWS),
    }
)
MEMORY = 300_000


def test_sample_fits_and_holds_the_very_rows(stored_of):
    sample = draw(stored_of(FRAME), "y", "auto", 0, MEMORY)
    assert 3000 < len(sample.frame) < ROWS / 3
    assert sample.frame.memory_usage(deep=True).sum() < MEMORY
    assert sample.frame["row"].tolist() == sample.ids.tolist()
    assert sample.frame.index.tolist() == list(range(len(sample.ids)))
    assert (np.diff(sample.ids) > 0).all()
    expected = FRAME.iloc[sample.ids].reset_index(drop=True)
    pd.testing.assert_frame_equal(sample.frame, expected)


def test_same_seed_draws_the_same_rows_however_they_are_stored(stored_of, monkeypatch):
    one = draw(stored_of(FRAME), "y", "auto", 3, MEMORY)
    cut = draw(stored_of(FRAME, parts=7, group=300), "y", "auto", 3, MEMORY)
    assert one.ids.tolist() == cut.ids.tolist()
    other = draw(stored_of(FRAME), "y", "auto", 4, MEMORY)
    assert len(np.intersect1d(one.ids, other.ids)) < 0.5 * len(one.ids)


def test_classes_keep_their_shares_and_rare_ones_their_rows(stored_of):
    sample = draw(stored_of(FRAME), "y", "auto", 0, MEMORY)
    counts = sample.frame["y"].value_counts()
    assert counts["rare"] == 100
    assert counts["single"] == 1
    assert counts["common"] / counts["other"] == pytest.approx(30_000 / 9_899, rel=0.01)
    assert sample.remark.topic is Topic.SAMPLE
    assert f"{len(sample.ids):,} of 40,000 rows" in sample.remark.text
    assert "Rare classes keep more than their share: 'rare', 'single'" in sample.remark.text


@pytest.mark.parametrize("target", ["amount", None, "row"])
def test_without_classes_rows_are_drawn_evenly(stored_of, target):
    sample = draw(stored_of(FRAME), target, "auto", 0, MEMORY)
    per_tenth = np.histogram(sample.ids, bins=10, range=(0, ROWS))[0]
    assert per_tenth.min() > 0.8 * per_tenth.mean()
    assert sample.frame["x"].mean() == pytest.approx(0, abs=0.1)
    assert "class" not in sample.remark.text


def test_few_whole_numbers_are_classes_unless_a_quantity_was_asked_for(stored_of):
    frame = FRAME.assign(count=np.where(np.arange(ROWS) < 50, 1, 0))
    drawn = {
        task: draw(stored_of(frame), "count", task, 0, MEMORY).frame["count"].sum()
        for task in ("auto", "binary", "regression")
    }
    assert drawn["auto"] == drawn["binary"] == 50 > drawn["regression"]


def test_rows_without_a_label_are_in_the_sample(stored_of):
    labels = FRAME["y"].mask(np.arange(ROWS) == 777)
    sample = draw(stored_of(FRAME.assign(y=labels)), "y", "auto", 0, MEMORY)
    assert sample.frame["y"].isna().sum() == 1


def test_rows_that_fit_are_all_held(stored_of):
    sample = draw(stored_of(FRAME), "y", "auto", 0, 2**30)
    assert len(sample.frame) == ROWS
    assert sample.remark is None
