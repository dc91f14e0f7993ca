"""Fingerprints: of what a table says, however it is cut, packed and kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.data import fingerprint as room
from mlbench.data import in_threads
from mlbench.data.fingerprint import fingerprint, fingerprint_stored
from mlbench.data.load import load
from mlbench.data.stored import StoredTable

FRAME = pd.DataFrame(
    {
        "whole": np.arange(1000),
        "gaps": np.where(np.arange(1000) % 7 == 0, np.nan, np.arange(1000)),
        "zero": [0.0, -0.0] * 500,
        "flag": pd.array([True, False, None, True] * 250, dtype="boolean"),
        "time": pd.date_range("2024-01-01", periods=1000).astype("datetime64[us]"),
        "text": pd.Series(["", "a", "é", None] * 250, dtype="str"),
    }
)


def stored(path, table, **how):
    parquet.write_table(table, path, **how)
    return StoredTable("t", (path,), table.num_rows, {name: name for name in table.column_names})


def whole_numbers_with_gaps(table):
    """Return the table with the gaps in a column of whole numbers, as files can have it."""
    gaps = table.column("gaps").cast(pa.int64())
    return table.set_column(1, "gaps", gaps)


@pytest.mark.parametrize(
    "how",
    [
        {"row_group_size": 13},
        {"compression": "zstd", "row_group_size": 500},
        {"use_dictionary": False, "compression": "none", "data_page_size": 100},
    ],
)
def test_row_groups_packing_and_pieces_do_not_matter(tmp_path, monkeypatch, how):
    monkeypatch.setattr(room, "ROWS", 97)
    table = whole_numbers_with_gaps(pa.Table.from_pandas(FRAME, preserve_index=False))
    assert fingerprint_stored(stored(tmp_path / "t.parquet", table, **how)) == fingerprint(FRAME)


def test_parts_do_not_matter(tmp_path):
    table = pa.Table.from_pandas(FRAME, preserve_index=False)
    parts = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    parquet.write_table(table[:301], parts[0])
    parquet.write_table(table[301:], parts[1])
    same = {name: name for name in table.column_names}
    assert fingerprint_stored(StoredTable("t", tuple(parts), 1000, same)) == fingerprint(FRAME)


def test_threads_do_not_matter(monkeypatch):
    alone = fingerprint(FRAME)
    monkeypatch.setattr(in_threads, "WORTH_THREADS", 0)
    assert fingerprint(FRAME) == alone


@pytest.mark.parametrize(
    "change",
    [
        {"whole": np.arange(1000) + 0.0},
        {"gaps": np.arange(1000)},
        {"text": pd.Series(["a", "", "é", None] * 250, dtype="str")},
        {"text": pd.Series([None, "a", "é", ""] * 250, dtype="str")},
        {"flag": pd.array([True, False, False, True] * 250, dtype="boolean")},
    ],
)
def test_any_other_value_or_gap_matters(change):
    assert fingerprint(FRAME.assign(**change)).content != fingerprint(FRAME).content


def test_order_of_rows_and_columns_matters():
    content = fingerprint(FRAME).content
    assert fingerprint(FRAME.iloc[::-1]).content != content
    assert fingerprint(FRAME[FRAME.columns[::-1]]).content != content


def test_schema_stays_when_values_change_and_not_when_types_do(csv_of):
    first, other = FRAME.head(10), FRAME.tail(10)
    assert fingerprint(first).schema == fingerprint(other).schema
    assert fingerprint(first.astype({"whole": "float64"})).schema != fingerprint(first).schema
    dataset = load(csv_of(FRAME[["whole", "text"]]))
    assert len(dataset.schema_fingerprint) == 64
    assert dataset.schema_fingerprint != dataset.fingerprint
