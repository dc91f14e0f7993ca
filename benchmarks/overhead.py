"""What a notebook pays for being a notebook: a kernel, messages, outputs, files.

    python benchmarks/overhead.py

The cells of a template run one by one in IPython's shell in this process, which has imported
everything, against the same notebook executed in a warm kernel of its own. Goal: at most
0.4 s more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
import nbformat
import papermill
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output
from timing import machine, table

from mlbench.execution.templates import find_template
from mlbench.kernels import control

GOAL = 0.4
CASES = {"explore": {}, "model": {"recipe": "boosting"}}


def in_process(notebook: nbformat.NotebookNode) -> float:
    """Run the code cells one after the other in this process; return the seconds."""
    started = time.perf_counter()
    shell = InteractiveShell.instance()
    shell.user_ns["display"] = display
    with capture_output():
        for cell in notebook.cells:
            if cell.cell_type == "code":
                result = shell.run_cell(cell.source)
                result.raise_error()
    return time.perf_counter() - started


def by_kernel(path: Path, values: dict[str, object], folder: Path) -> float:
    """Execute the notebook in a warm kernel; return the seconds."""
    started = time.perf_counter()
    papermill.execute_notebook(
        str(path),
        str(folder / path.name),
        parameters=values,
        engine_name="mlbench",
        kernel_name="mlbench",
        progress_bar=False,
        cwd=str(folder),
    )
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each side")
    wanted = parser.parse_args()
    mpl.use("module://matplotlib_inline.backend_inline")
    control.start()
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        os.environ["MLBENCH_RUNS"] = str(Path(name) / "runs")
        for counted in range(-1, wanted.runs):
            for template, values in CASES.items():
                path = find_template(template)
                filled = papermill.parameterize.parameterize_notebook(
                    papermill.iorw.load_notebook_node(str(path)), values, kernel_name="python3"
                )
                took = {
                    f"{template}, here": in_process(filled),
                    f"{template}, kernel": by_kernel(path, values, Path(name)),
                }
                if counted >= 0:
                    for side, seconds in took.items():
                        rows.setdefault(side, []).append(seconds)
    print(machine())
    table(rows)
    for template in CASES:
        kernel, plain = (statistics.median(rows[f"{template}, {s}"]) for s in ("kernel", "here"))
        print(f"{template}: {kernel - plain:.2f} s more in a kernel (goal {GOAL})")


if __name__ == "__main__":
    main()
