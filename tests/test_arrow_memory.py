"""Arrow takes its memory from the C library, unless somebody wants it otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from mlbench.arrow_memory import VARIABLE

SAID = "import os, pyarrow as pa; print(pa.default_memory_pool().backend_name, *os.environ)"


def _without(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != VARIABLE}


@pytest.mark.parametrize("first", ["import mlbench; mlbench.load", "import pyarrow, mlbench"])
@pytest.mark.parametrize(("wanted", "expected"), [("", "system"), ("mimalloc", "mimalloc")])
def test_reading_data_uses_plain_memory_unless_told_otherwise(
    first: str, wanted: str, expected: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{first}; mlbench.load('sklearn:iris'); {SAID}"],
        env={**os.environ, VARIABLE: wanted} if wanted else _without(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    backend, *variables = done.stdout.split()
    assert backend == expected
    assert (VARIABLE in variables) == bool(wanted)


RESERVE = """
import sys
import mlbench
import pyarrow as pa

def held():
    return 1024 * int(next(l for l in open("/proc/self/status") if l.startswith("VmRSS")).split()[1])

data = mlbench.load(sys.argv[1])
before = held()
pa.default_memory_pool().release_unused()
print((before - held()) / data.frame.memory_usage(deep=True).sum())
"""


def test_what_reading_held_in_reserve_is_given_back(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    columns = {f"number{place}": random.normal(size=500_000) for place in range(10)}
    columns["word"] = np.char.add("word ", random.integers(0, 500, 500_000).astype("U"))
    parquet.write_table(pa.table(columns), tmp_path / "rows.parquet", row_group_size=100_000)
    done = subprocess.run(
        [sys.executable, "-c", RESERVE, str(tmp_path / "rows.parquet")],
        env=_without(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout) < 0.4  # 0.7 where it is kept
