"""A scan of 10 million rows against DuckDB's own ``SUMMARIZE``, and its memory.

``python benchmarks/scan.py [rows] [more rows]`` writes tables of twenty mixed columns into a
temporary folder. Each side runs in a process of its own, in turn, with the same threads. Both
compute count, missing, distinct, least, greatest, mean, standard deviation and quartiles; the
scan counts the most frequent values as well.
With a second number the memory of a scan of so many rows is measured as well.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from made_tables import write
from timing import machine, ratio, table

ROUNDS = 3

SUMMARIZE = """
import duckdb
database = duckdb.connect(config={"threads": 2, "memory_limit": "768MiB"})
began = time.perf_counter()
database.execute(f"SUMMARIZE FROM read_parquet('{sys.argv[1]}')").fetchall()
"""
SCAN = """
from pathlib import Path
from pyarrow import parquet
from mlbench.data.scan import scan as room
from mlbench.data.stored import StoredTable
schema, meta = parquet.read_schema(sys.argv[1]), parquet.read_metadata(sys.argv[1])
names = {name: name for name in schema.names}
stored = StoredTable("made", (Path(sys.argv[1]),), meta.num_rows, names)
began = time.perf_counter()
room.scan(stored)
"""
FRAME = """
import json, sys, time
{work}
took = time.perf_counter() - began
# not ru_maxrss, which a process takes over from the one that started it
status = open("/proc/self/status").read().splitlines()
peak = 1024 * int(next(line for line in status if line.startswith("VmHWM")).split()[1])
print(json.dumps([took, peak]))
"""


def measured(work: str, path: Path) -> tuple[float, int]:
    """Return seconds and peak bytes of a piece of work in a process of its own."""
    program = FRAME.format(work=work)
    command = [sys.executable, "-c", program, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took, peak = json.loads(done.stdout.splitlines()[-1])
    return float(took), int(peak)


def main(rows: int, more: int) -> None:
    """Measure both sides in turn, and print what each took."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="mlbench-bench-") as folder:
        path = Path(folder) / "made.parquet"
        size = write(path, rows)
        print(f"{rows:,} rows by 20 mixed columns, {size / 1e9:.2f} GB of Parquet")
        figures: dict[str, list[float]] = {"DuckDB SUMMARIZE": [], "mlbench scan": []}
        peaks: dict[str, int] = {}
        for _ in range(ROUNDS):
            for name, work in (("DuckDB SUMMARIZE", SUMMARIZE), ("mlbench scan", SCAN)):
                took, peak = measured(work, path)
                figures[name].append(took)
                peaks[name] = max(peak, peaks.get(name, 0))
        table(figures)
        times = ratio(figures["mlbench scan"], figures["DuckDB SUMMARIZE"])
        print(f"ratio of medians: {times:.2f} (at most 1.5)")
        for name, peak in peaks.items():
            print(f"peak memory, {name}: {peak / 1e6:,.0f} MB")
        if more:
            path.unlink()
            size = write(path, more)
            took, peak = measured(SCAN, path)
            print(f"{more:,} rows, {size / 1e9:.1f} GB: {took:.1f} s, {peak / 1e6:,.0f} MB")
            print(f"memory against {rows:,} rows: {peak / peaks['mlbench scan']:.2f} (at most 1.2)")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(given[0] if given else 10_000_000, given[1] if len(given) > 1 else 0)
