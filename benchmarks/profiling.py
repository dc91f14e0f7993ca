"""Exploring a million rows: mlbench against ydata-profiling (minimal), in its own environment.

``python benchmarks/profiling.py [rows]`` makes that environment in a temporary folder (by uv
where it is installed, else by venv and pip) and reads the same Parquet file on both sides,
each in a process of its own. Both write what they found as one HTML page.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from made_tables import write
from timing import machine

ROUNDS = 3

OURS = """
from pathlib import Path
import base64
import mlbench
mlbench.load, mlbench.overview  # imported here, as the other side imports its own
began = time.perf_counter()
look = mlbench.overview(mlbench.load(sys.argv[1]))
pictures = [look.plot_missing(), look.plot_distributions(), look.plot_correlations()]
shown = "".join(
    f'<img alt="" src="data:image/png;base64,{base64.b64encode(p.png).decode()}">' for p in pictures
)
Path(sys.argv[2]).write_text(look._repr_html_() + shown)
"""
THEIRS = """
import pandas as pd
from ydata_profiling import ProfileReport
began = time.perf_counter()
frame = pd.read_parquet(sys.argv[1])
ProfileReport(frame, minimal=True, progress_bar=False).to_file(sys.argv[2])
"""
AROUND = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
{work}
took = time.perf_counter() - began
# not ru_maxrss, which a process takes over from the one that started it
status = open("/proc/self/status").read().splitlines()
peak = 1024 * int(next(line for line in status if line.startswith("VmHWM")).split()[1])
print(json.dumps([took, peak]))
"""


def environment(folder: Path) -> Path:
    """Make an environment with ydata-profiling; return its Python."""
    python = folder / "bin" / "python"
    needed = ["ydata-profiling", "pyarrow", "setuptools<81"]
    if uv := shutil.which("uv"):
        subprocess.run([uv, "venv", "--quiet", str(folder)], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", str(python), *needed], check=True
        )
    else:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *needed], check=True)
    return python


def measured(python: Path, work: str, path: Path) -> tuple[float, int, int]:
    """Return seconds, peak bytes, and bytes of the page of one side."""
    page = path.with_suffix(".html")
    program = AROUND.replace("{work}", work)
    done = subprocess.run(
        [str(python), "-c", program, str(path), str(page)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stderr[-3000:])
        done.check_returncode()
    took, peak = json.loads(done.stdout.splitlines()[-1])
    return float(took), int(peak), page.stat().st_size


def main(rows: int) -> None:
    """Measure both sides in turn, and print the medians of each."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="mlbench-bench-") as name:
        folder = Path(name)
        theirs = environment(folder / "peer")
        path = folder / "made.parquet"
        write(path, rows)
        sides = {
            "mlbench": (Path(sys.executable), OURS),
            "ydata-profiling": (theirs, THEIRS),
        }
        runs: dict[str, list[tuple[float, int, int]]] = {side: [] for side in sides}
        for _ in range(ROUNDS):
            for side, (python, work) in sides.items():
                runs[side].append(measured(python, work, path))
        print(f"{rows:,} rows by 20 mixed columns, medians of {ROUNDS} runs")
        middle = {side: list(map(median, zip(*found, strict=True))) for side, found in runs.items()}
        for side, (took, peak, size) in middle.items():
            print(f"{side:16} {took:7.2f} s {peak / 1e6:7,.0f} MB {size / 1e3:8,.0f} kB page")
        ratios = [b / a for a, b in zip(middle["mlbench"], middle["ydata-profiling"], strict=True)]
        print("times faster, less memory, smaller page: " + ", ".join(f"{r:.1f}" for r in ratios))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
