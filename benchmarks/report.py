"""The report of a run against ``jupyter nbconvert --to html``, and reports of huge notebooks.

    python benchmarks/report.py

First the demo study runs once. Then ``mlbench report RUN``, with the kernel server running,
against nbconvert over the same four executed notebooks, whole processes in turn. Goals: at
most 0.5 s; at least 5 times faster; a page of at most a third of the bytes of theirs.

Then reports of runs with one notebook of 200 MB, each in a fresh interpreter without the
kernel server: seconds, seconds of the processor, and peak resident memory. Goals: 10 s and
500 MB, a page of at most 5 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from timing import BIN, machine, ratio, seconds, table

from mlbench.kernels import control
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord
from mlbench.vocabulary import State

STUDY = Path(__file__).parents[1] / "notebooks" / "breast_cancer" / "study.yaml"
MEGABYTES = 200
WRITE = """
import sys, time
from pathlib import Path
started = time.perf_counter()
from mlbench.reports.report import write_report
from mlbench.store.folder import RunFolder
path = write_report(RunFolder(Path(sys.argv[1])))
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1000
print(time.perf_counter() - started, time.process_time(), peak, path.stat().st_size)
"""

Outputs = Iterator[list[dict[str, Any]]]


def display(mime: str, value: Any) -> dict[str, Any]:
    """Return an output that shows one value."""
    return {"output_type": "display_data", "data": {mime: value}, "metadata": {}}


def stream(megabytes: int) -> Outputs:
    """Yield a cell that prints lines, kept as nbformat keeps them."""
    line = "step {}: loss 0.{:04d}, a line as training prints it\n"
    lines = [line.format(n, n % 9973) for n in range(20_000)]
    times = megabytes * 1_000_000 // sum(map(len, lines))
    yield [{"output_type": "stream", "name": "stdout", "text": lines * times}]


def pictures(megabytes: int) -> Outputs:
    """Yield cells with pictures of 400 kB each."""
    noise, text = np.random.default_rng(0), ""
    for number in range(megabytes * 5 // 2):
        if number < 20:  # twenty different ones are enough
            buffer = io.BytesIO()
            pixels = noise.integers(0, 255, (316, 316, 3), np.uint8)
            Image.fromarray(pixels).save(buffer, "PNG")
            text = b64encode(buffer.getvalue()).decode()
        yield [display("image/png", text)]


def html_table(megabytes: int) -> Outputs:
    """Yield a cell with one table of 100,000 rows."""
    cell = "<td>0.123456</td>\n"
    cells = megabytes * 10 // (len(cell) + 1) + 1
    row = ["<tr>\n", *[cell] * cells, "</tr>\n"]
    yield [display("text/html", ["<table>\n", *row * 100_000, "</table>"])]


def records(megabytes: int) -> Outputs:
    """Yield a cell with one output of JSON."""
    row = {"name": "a value", "score": 0.125, "tags": ["a", "b"], "inner": {"x": [1, 2, 3]}}
    yield [display("application/json", [row] * (megabytes * 1_000_000 // len(json.dumps(row))))]


def small_outputs(megabytes: int) -> Outputs:
    """Yield cells of a hundred small outputs each."""
    values = [display("text/plain", f"value {n}") for n in range(100)]
    for _ in range(megabytes * 1_000_000 // len(json.dumps(values))):
        yield values


CASES: dict[str, Callable[[int], Outputs]] = {
    "printed lines": stream,
    "500 pictures": pictures,
    "a table of 100,000 rows": html_table,
    "an output of JSON": records,
    "small outputs": small_outputs,
}


def huge_run(folder: Path, outputs: Outputs) -> None:
    """Write a run whose only notebook holds the outputs."""
    step = StepRecord("look", "look", state=State.DONE, cells=1, cells_done=1)
    run = RunFolder(folder)
    run.write(
        RunRecord("20260301-123005-250-ab12", "huge", state=State.DONE, seconds=3.0, steps=[step])
    )
    path = run.notebook(1, "look")
    path.parent.mkdir(parents=True)
    with path.open("w") as file:
        file.write('{"cells": [')
        for number, shown in enumerate(outputs):
            cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": "show()"}
            file.write("," * (number > 0) + json.dumps({**cell, "outputs": shown}))
        file.write('], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')


def measure_huge(megabytes: int) -> None:
    """Print seconds, memory and size of the report of each huge notebook."""
    for name, outputs in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            huge_run(Path(folder), outputs(megabytes))
            size = next(Path(folder).glob("notebooks/*.ipynb")).stat().st_size / 1e6
            done = subprocess.run(
                [sys.executable, "-c", WRITE, folder],
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "MLBENCH_WARM": "0"},
            )
            took, worked, peak, written = map(float, done.stdout.split())
        print(
            f"{size:.0f} MB of {name}: {took:.1f} s (goal 10), {worked:.1f} s of work, "
            f"peak {peak:.0f} MB (goal 500), page {written / 1e6:.2f} MB (goal 5)"
        )


def measure_demo(runs: int) -> None:
    """Print the report of the demo's run against nbconvert over its notebooks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        control.start()
        seconds([BIN / "mlbench", "run", STUDY, "--runs", folder / "runs"], folder)
        [run] = folder.glob("runs/*/*")
        notebooks = sorted((run / "notebooks").glob("*.ipynb"))
        pages = folder / "pages"
        words = ["nbconvert", "--to", "html", "--output-dir", pages, *notebooks]
        rows: dict[str, list[float]] = {"mlbench report": [], "jupyter nbconvert": []}
        for counted in range(-1, runs):
            took = {
                "mlbench report": seconds([BIN / "mlbench", "report", run], folder),
                "jupyter nbconvert": seconds([BIN / "jupyter", *words], folder),
            }
            if counted >= 0:
                for side, figure in took.items():
                    rows[side].append(figure)
        table(rows)
        ours = (run / "report.html").stat().st_size
        theirs = sum(path.stat().st_size for path in pages.glob("*.html"))
        print(f"ratio {ratio(rows['jupyter nbconvert'], rows['mlbench report']):.1f} (goal 5)")
        print(
            f"page {ours / 1e6:.2f} MB, theirs {theirs / 1e6:.2f} MB: {theirs / ours:.1f} (goal 3)"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each side")
    parser.add_argument("--megabytes", type=int, default=MEGABYTES, help="of a huge notebook")
    wanted = parser.parse_args()
    print(machine())
    measure_demo(wanted.runs)
    measure_huge(wanted.megabytes)


if __name__ == "__main__":
    main()
