"""How long ``mlbench --help`` takes against ``papermill --help``, as whole processes.

    python benchmarks/cli_start.py

Goal: at least 8 times faster, as a ratio of medians over runs in turn. Then a first look at
data, with a kernel server that runs and without one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from timing import BIN, machine, ratio, seconds, table

from mlbench.kernels import control

GOAL = 8.0
HEAD = "mlbench data head sklearn:iris"
#: What is run, with which variables.
SIDES: dict[str, tuple[str, dict[str, str]]] = {
    "mlbench --help": ("mlbench --help", {}),
    "papermill --help": ("papermill --help", {}),
    f"{HEAD}, a server runs": (HEAD, {}),
    f"{HEAD}, none runs": (HEAD, {"MLBENCH_WARM": "false"}),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="counted runs of each side")
    wanted = parser.parse_args()
    control.start()
    figures: dict[str, list[float]] = {name: [] for name in SIDES}
    for counted in range(-1, wanted.runs):  # the first round warms the disk cache
        for name, (command, variables) in SIDES.items():
            program, *words = command.split()
            took = seconds([BIN / program, *words], Path.cwd(), **variables)
            if counted >= 0:
                figures[name].append(took)
    print(machine())
    table(figures)
    ours, theirs, warm, cold = figures.values()
    print(f"--help: ratio {ratio(theirs, ours):.1f} (goal {GOAL:g})")
    print(f"data head: ratio {ratio(cold, warm):.1f}")


if __name__ == "__main__":
    main()
