"""Rows of a stored table, batch by batch."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from mlbench.data.load import load
from mlbench.data.scan.batches import ROW, batches, frames

RNG = np.random.default_rng(0)
ROWS = 5000
MIXED = pd.DataFrame(
    {
        "number": np.where(np.arange(ROWS) % 7 == 0, np.nan, RNG.normal(size=ROWS)),
        "count": RNG.integers(0, 9, ROWS),
        "gaps": pd.array(np.where(np.arange(ROWS) < 4000, 1, None), dtype="Int64"),
        "flag": RNG.random(ROWS) > 0.5,
        "maybe": pd.array([None, *[True] * (ROWS - 1)], dtype="boolean"),
        "word": pd.array(RNG.choice(["red", "blue", None], ROWS), dtype="str"),
        "day": pd.date_range("2026-01-01", periods=ROWS, freq="h"),
    }
)


@pytest.mark.parametrize(("parts", "rows"), [(1, 65_536), (3, 700), (7, 1)])
def test_batches_together_are_the_table(stored_of, frame_of, parts, rows):
    frame = MIXED.head(50) if rows == 1 else MIXED
    stored = stored_of(frame, parts)
    pieces = list(frames(stored, rows=rows))
    assert max(map(len, pieces)) <= rows
    assert len({tuple(piece.dtypes.astype("str")) for piece in pieces}) == 1
    whole = frame_of(pieces)
    assert whole.index.tolist() == list(range(len(frame)))
    missing = frame["gaps"].isna().any()
    expected = frame.astype({"gaps": "float64" if missing else "int64", "day": "datetime64[us]"})
    pd.testing.assert_frame_equal(whole, expected, check_index_type=False)


def test_frames_of_batches_equal_what_is_read_whole(stored_of, frame_of):
    stored = stored_of(MIXED)
    read = load(str(stored.parts[0])).frame
    pd.testing.assert_frame_equal(frame_of(frames(stored, rows=999)), read, check_index_type=False)


def test_types_of_files_become_those_of_a_frame(stored_of, frame_of):
    zone = dt.timezone(dt.timedelta(hours=2))
    odd = pa.table(
        {
            "long": pa.array([1, 2**60]),
            "small": pa.array([1, None], pa.int8()),
            "half": pa.array([1.5, float("inf")], pa.float32()),
            "huge": [1e300, float("nan")],
            "money": pa.array([1, 2]).cast(pa.decimal128(21, 2)),
            "date": pa.array([dt.date(2026, 1, 2)] * 2),
            "zoned": pa.array([dt.datetime(2026, 1, 2, 3, tzinfo=zone)] * 2),
            "waited": pa.array([dt.timedelta(seconds=1.5)] * 2),
            "code": pa.array(["x", "y"]).dictionary_encode(),
            "nothing": pa.nulls(2),
        }
    )
    stored = stored_of(odd)
    whole = frame_of(frames(stored))
    assert whole["long"].tolist() == ["1", str(2**60)]
    assert whole["half"].isna().tolist() == [False, True]
    assert whole["huge"].isna().all()
    assert whole["zoned"].iloc[0] == pd.Timestamp("2026-01-02 01:00")
    assert whole["waited"].tolist() == [1.5, 1.5]
    read = load(str(stored.parts[0])).frame
    pd.testing.assert_frame_equal(whole[read.columns], read, check_index_type=False)


def test_columns_are_chosen_and_renamed(stored_of):
    stored = stored_of(MIXED, names={"number": "n", "word": "w"})
    batch = next(batches(stored, ["w", "n"]))
    assert batch.schema.names == ["w", "n", ROW]


def test_unknown_column_is_refused(stored_of, refused):
    with refused("DATA_OPTION", "'wird'", "Did you mean 'word'?"):
        next(batches(stored_of(MIXED), ["wird"]))


@pytest.mark.parametrize("rows", [65_536, 37])
def test_rows_are_chosen_by_their_ids(stored_of, frame_of, rows):
    stored = stored_of(MIXED, parts=4)
    ids = np.sort(RNG.choice(ROWS, 300, replace=False))
    chosen = frame_of(frames(stored, ["count"], rows=rows, only=ids))
    assert chosen.index.tolist() == ids.tolist()
    assert chosen["count"].tolist() == MIXED["count"].iloc[ids].tolist()
    rest = frame_of(frames(stored, ["count"], rows=rows, without=ids))
    assert rest.index.tolist() == np.setdiff1d(np.arange(ROWS), ids).tolist()


def test_file_that_is_broken_is_refused(stored_of, refused):
    stored = stored_of(MIXED)
    stored.parts[0].write_bytes(stored.parts[0].read_bytes()[:500])
    with refused("DATA_INVALID", "part-0.parquet"):
        next(batches(stored))
