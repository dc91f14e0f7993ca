"""Timing whole processes, both sides in turn, and saying on which machine."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

BIN = Path(sys.executable).parent


def seconds(command: Sequence[object], folder: Path, **variables: str) -> float:
    """Return the wall-clock seconds of one process from start to end.

    Parameters
    ----------
    command : sequence
        The program and its words.
    folder : Path
        The working directory.
    **variables
        Added to the environment.

    Raises
    ------
    subprocess.CalledProcessError
        The process failed; a failed run is no measurement.
    """
    environment = {**os.environ, **variables}
    started = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, check=False
    )
    took = time.perf_counter() - started
    if done.returncode:
        sys.stderr.write(done.stderr.decode(errors="replace")[-3000:])
        raise subprocess.CalledProcessError(done.returncode, list(map(str, command)))
    return took


def machine() -> str:
    """Return the machine's name for a table of figures."""
    model = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def table(rows: Mapping[str, Sequence[float]]) -> None:
    """Print minimum, median and maximum of each row of figures, in seconds."""
    width = max(map(len, rows))
    print(f"{'':{width}}  {'min':>8} {'median':>8} {'max':>8}   runs")
    for name, figures in rows.items():
        low, middle, high = min(figures), statistics.median(figures), max(figures)
        print(f"{name:{width}}  {low:8.3f} {middle:8.3f} {high:8.3f}   {len(figures)}")


def ratio(slow: Sequence[float], fast: Sequence[float]) -> float:
    """Return the ratio of medians."""
    return statistics.median(slow) / statistics.median(fast)
