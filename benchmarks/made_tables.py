"""Tables made by a seeded generator, as large as one likes, for the benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

SEED = 0
PIECE = 1_000_000


def piece(random: np.random.Generator, rows: int) -> pa.Table:
    """Return twenty mixed columns: floats with gaps, prices, counts, words, times, a label."""
    columns: dict[str, Any] = {}
    for place in range(6):
        gaps = random.random(rows) < 0.05 if place < 3 else None
        columns[f"normal{place}"] = pa.array(random.normal(size=rows), mask=gaps)
    for place in range(2):
        columns[f"price{place}"] = np.round(random.exponential(50, rows), 2)
    for place in range(4):
        columns[f"count{place}"] = random.integers(0, 10 ** (place + 1), rows)
    columns["flag"] = random.random(rows) < 0.3
    columns["city"] = np.array([f"city {n}" for n in range(60)])[random.integers(0, 60, rows)]
    columns["plan"] = np.array(["free", "basic", "pro"])[random.integers(0, 3, rows)]
    columns["user"] = np.char.add("u", random.integers(0, 2_000_000, rows).astype("U"))
    columns["word"] = np.char.add("word ", random.zipf(1.5, rows).clip(0, 5000).astype("U"))
    days = random.integers(0, 2000, rows).astype("timedelta64[D]")
    columns["day"] = (np.datetime64("2020-01-01") + days).astype("datetime64[us]")
    columns["time"] = np.datetime64("2024-01-01", "us") + random.integers(0, 10**13, rows)
    columns["label"] = np.where(random.random(rows) < 0.1, "yes", "no")
    return pa.table(columns)


def write(path: Path, rows: int) -> int:
    """Write a table as Parquet, piece by piece; return the bytes of the file."""
    random = np.random.default_rng(SEED)
    writer = None
    for begin in range(0, rows, PIECE):
        made = piece(random, min(PIECE, rows - begin))
        writer = writer or parquet.ParquetWriter(path, made.schema)
        writer.write_table(made, row_group_size=250_000)
    assert writer is not None
    writer.close()
    return path.stat().st_size
