"""Memory stays bounded, whatever the number of rows: held under a limit of the system."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ROWS = 3_000_000
#: What the work may take beside the libraries (bytes); the rows take about three times as much.
ALLOWED = 350 * 2**20

PROGRAM = """
import resource, sys
from pathlib import Path
import numpy as np, pyarrow as pa
from pyarrow import parquet
from mlbench.data.scan.batches import batches
from mlbench.data.scan.sampling import draw
from mlbench.data.scan.scan import scan
from mlbench.data.stored import StoredTable
import pandas as pd

path, rows, allowed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
names = {name: name for name in parquet.read_schema(path).names}
scan(pd.DataFrame({"x": [1.0, 2.0]}))  # the libraries start their threads
lines = Path("/proc/self/status").read_text().splitlines()
size = 1024 * int(next(line for line in lines if line.startswith("VmSize")).split()[1])
resource.setrlimit(resource.RLIMIT_AS, (size + allowed, size + allowed))
stored = StoredTable("large", (path,), rows, names)
found = scan(stored, memory=200 * 2**20)
print(found.columns["word0"].distinct, found.columns["number0"].maximum)
print(sum(len(batch) for batch in batches(stored)))
print(len(draw(stored, "word0", "auto", 0, 30 * 2**20).frame) > 10_000)
try:
    parquet.read_table(path)
except (MemoryError, pa.ArrowMemoryError):
    print("the rows do not fit")
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A gigabyte of rows, in a file of a few megabytes."""
    rng = np.random.default_rng(0)
    size = 500_000
    words = [f"a text of some forty letters, number {n}" for n in range(1000)]
    columns = {f"word{n}": np.array(words)[rng.integers(0, 1000, size)] for n in range(6)}
    columns |= {f"number{n}": rng.integers(0, 1000, size) / 8 for n in range(6)}
    piece = pa.table(columns)
    path = tmp_path_factory.mktemp("large") / "large.parquet"
    with parquet.ParquetWriter(path, piece.schema) as writer:
        for _ in range(ROWS // size):
            writer.write_table(piece, row_group_size=250_000)
    return path


def test_scan_batches_and_sample_stay_within_a_limit_that_the_rows_exceed(large):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(large), str(ROWS), str(ALLOWED)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines() == [
        "1000 124.875",
        str(ROWS),
        "True",
        "the rows do not fit",
    ]


#: As much for a third of the rows, which take three times as much again.
LITTLE = 150 * 2**20
#: Does what the command line is asked for, and says how much address space it took.
COMMAND = """
import sys
from pathlib import Path
from mlbench.cli.entry import main
try:
    main()
finally:
    lines = Path("/proc/self/status").read_text().splitlines()
    print(next(line for line in lines if line.startswith("VmPeak")), file=sys.stderr)
"""


@pytest.fixture
def checked(tmp_path):
    """Checks a file from the command line, with so much memory for rows, under ``ulimit -v``."""

    def check(path, memory, limit="unlimited"):
        words = f"ulimit -v {limit} && exec {sys.executable} -c '{COMMAND}' data check {path}"
        here = {"XDG_CACHE_HOME": str(tmp_path), "MLBENCH_DATA_MEMORY": str(memory)}
        done = subprocess.run(
            ["bash", "-c", f"{words} --target number0"],
            env={**os.environ, **here},
            capture_output=True,
            text=True,
            check=False,
        )
        taken = [line for line in done.stderr.splitlines() if line.startswith("VmPeak")]
        return done, int(taken[0].split()[1]) if taken else 0

    return check


def test_check_of_more_rows_than_fit_holds_under_ulimit(large, checked, tmp_path):
    memory = 60 * 2**20
    few, many = tmp_path / "few.parquet", tmp_path / "many.parquet"
    rows = parquet.ParquetFile(large)
    parquet.write_table(rows.read_row_group(0).slice(0, 1000), few)
    parquet.write_table(rows.read_row_groups(range(4)), many, row_group_size=250_000)
    done, libraries = checked(few, memory)
    assert done.returncode == 0, done.stderr[-3000:]
    limit = libraries + LITTLE // 1024  # in KB, as ulimit takes it
    done, taken = checked(many, memory, limit)
    assert done.returncode in (0, 3), done.stderr[-3000:]
    assert "of 1,000,000 rows" in done.stderr
    assert 0 < taken <= limit
    # with MLBENCH_DATA_MEMORY for all rows, it does not hold: they take more than was left
    assert parquet.read_table(many).nbytes > 1.5 * LITTLE
