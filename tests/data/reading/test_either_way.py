"""The same file in memory and streamed into a stored table: the same rows, types and words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from mlbench.data.fingerprint import fingerprint, fingerprint_stored
from mlbench.data.raw import RawTable
from mlbench.data.reading import cutting
from mlbench.data.reading.columns import frame_of
from mlbench.data.reading.options import ReadOptions
from mlbench.data.sources import read_source
from mlbench.data.stored import StoredTable
from mlbench.errors import DataError

ROWS = 3000


def frame_with_late_surprises():
    """Columns whose first thousand rows do not tell what the later ones hold."""
    rng = np.random.default_rng(0)
    half = ROWS // 2
    return pd.DataFrame(
        {
            "whole": rng.integers(0, 9, ROWS),
            "number": rng.normal(size=ROWS),
            "broken_late": [str(n) for n in range(half)] + ["0.5"] * half,
            "word_late": [str(n) for n in range(half)] + ["word"] * half,
            "zero_late": [str(n + 1) for n in range(half)] + ["007"] * half,
            "long_late": [str(n) for n in range(half)] + [str(2**60)] * half,
            "gap_late": [str(n) for n in range(half)] + ["NA", ""] * (half // 2),
            "flag": ["true", "False"] * half,
            "day": [f"2024-01-{1 + n % 28:02d}" for n in range(ROWS)],
            "offset_late": ["2024-01-01T00:00:00Z"] * half + ["2024-01-01T02:00:00+02:00"] * half,
            "mixed_times": ["2024-01-01T00:00:00Z"] * half + ["2024-01-01T02:00:00"] * half,
            "comma": ["1,5", "2,5"] * half,
            "blanks": [" a", "b "] * half,
            "empty": [""] * ROWS,
            "text": [f"some text number {n}, with a comma" for n in range(ROWS)],
        }
    )


def both_ways(source, little_memory, monkeypatch, options=None):
    """Return a source in memory and stored, read in many pieces."""
    options = options or ReadOptions()
    whole = read_source(source, options).table
    monkeypatch.setattr(cutting, "BLOCK", 20_000)
    monkeypatch.setattr(cutting, "CELLS", 2000)
    little_memory(100_000)
    stored = read_source(source, options).table
    assert isinstance(whole, RawTable)
    assert isinstance(stored, StoredTable)
    return whole, stored


def frame(stored):
    tables = [parquet.read_table(part, columns=list(stored.names)) for part in stored.parts]
    return frame_of(list(stored.names.values()), pa.concat_tables(tables).columns)


def check_same(whole, stored):
    pd.testing.assert_frame_equal(frame(stored), whole.frame)
    assert stored.rows == len(whole.frame)
    assert stored.events == whole.events
    assert stored.remarks == whole.remarks
    assert fingerprint_stored(stored) == fingerprint(whole.frame)


@pytest.mark.parametrize("quotes", [1, 3])
def test_text_has_the_same_types_rows_and_remarks_either_way(
    csv_of, little_memory, monkeypatch, quotes
):
    data = frame_with_late_surprises()
    source = csv_of(data)
    if quotes == 3:
        text = Path(source).read_text()
        Path(source).write_text(text.replace("some text number 7,", 'some ""text"" number 7,'))
    whole, stored = both_ways(source, little_memory, monkeypatch)
    check_same(whole, stored)
    assert str(whole.frame["broken_late"].dtype) == "float64"
    assert str(whole.frame["word_late"].dtype) == "str"


def test_text_that_is_cut_with_care_is_the_same_either_way(written, little_memory, monkeypatch):
    rows = "".join(f'{n}, "word {n}", "{n}.5"\n' for n in range(ROWS))
    source = written("a, b, c\n" + rows)
    whole, stored = both_ways(source, little_memory, monkeypatch)
    check_same(whole, stored)
    assert whole.frame["c"][7] == 7.5


def test_utf16_with_nul_bytes_and_comments_is_the_same_either_way(
    written, little_memory, monkeypatch
):
    rows = "".join(f"{n};\N{LATIN SMALL LETTER E WITH ACUTE}\0t\n\n" for n in range(ROWS))
    source = written(("# made by hand\na;b\n" + rows).encode("utf-16"))
    whole, stored = both_ways(source, little_memory, monkeypatch)
    check_same(whole, stored)
    assert len(whole.remarks) == 5


def test_rows_that_are_set_aside_are_the_same_either_way(written, little_memory, monkeypatch):
    rows = "".join(f"{n},word\n" + ("odd\n" if n % 100 == 0 else "") for n in range(ROWS))
    source = written("a,b\n" + rows)
    options = ReadOptions(ragged="set-aside")
    whole, stored = both_ways(source, little_memory, monkeypatch, options)
    check_same(whole, stored)
    assert "30." in stored.remarks[0].text


@pytest.mark.parametrize("kind", ["jsonl", "parquet", "arrow"])
def test_other_formats_are_the_same_either_way(workplace, little_memory, monkeypatch, kind):
    data = frame_with_late_surprises().assign(
        small=np.arange(ROWS, dtype="int16"),
        zoned=pd.date_range("2024-01-01", periods=ROWS, tz="Asia/Tokyo"),
    )
    data.loc[::5, "number"] = np.nan
    if kind == "jsonl":
        data.to_json("t.jsonl", orient="records", lines=True, date_format="iso")
    elif kind == "parquet":
        data.to_parquet("t.parquet", row_group_size=700)
    else:
        feather.write_feather(data, "t.arrow", chunksize=700)
    check_same(*both_ways(f"t.{kind}", little_memory, monkeypatch))


def test_plain_parquet_stays_where_it_is(workplace, little_memory):
    data = pd.DataFrame({"a": np.arange(ROWS), "b": np.arange(ROWS) / 7, "c": ["x"] * ROWS})
    data.to_parquet("t.parquet")
    little_memory(10_000)
    stored = read_source("t.parquet", ReadOptions()).table
    assert stored.parts == (workplace / "t.parquet",)
    assert fingerprint_stored(stored) == fingerprint(data.astype({"c": "str"}))


def test_stored_table_is_found_again_with_what_was_noticed(csv_of, cache, little_memory):
    source = csv_of(frame_with_late_surprises())
    little_memory(10_000)
    first = read_source(source, ReadOptions()).table
    written_at = first.parts[0].stat().st_mtime_ns
    again = read_source(source, ReadOptions()).table
    assert again == first
    assert again.parts[0].stat().st_mtime_ns == written_at
    assert [path.name for path in (cache / "stored").iterdir()] == [first.parts[0].name]


def test_file_that_changed_is_stored_again(csv_of, little_memory):
    little_memory(10_000)
    first = read_source(csv_of(frame_with_late_surprises()), ReadOptions()).table
    again = read_source(csv_of(frame_with_late_surprises().head(2000)), ReadOptions()).table
    assert (first.rows, again.rows) == (ROWS, 2000)


def test_refused_file_leaves_nothing_in_the_cache(written, cache, little_memory, monkeypatch):
    monkeypatch.setattr(cutting, "BLOCK", 5000)
    rows = "".join(f"{n},word\n" for n in range(ROWS))
    little_memory(10_000)
    with pytest.raises(DataError, match=f"Line {ROWS + 2:,}"):
        read_source(written("a,b\n" + rows + "1,2,3\n"), ReadOptions())
    assert list((cache / "stored").iterdir()) == []


def test_notes_that_are_kept_are_json(csv_of, little_memory):
    little_memory(10_000)
    stored = read_source(csv_of(frame_with_late_surprises()), ReadOptions()).table
    notes = json.loads(parquet.read_metadata(stored.parts[0]).metadata[b"mlbench"])
    assert notes["rows"] == ROWS
