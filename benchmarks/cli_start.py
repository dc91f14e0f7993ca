"""How long ``mlbench --help`` takes against ``papermill --help``, as whole processes.

    python benchmarks/cli_start.py

Goal: at least 8 times faster, as a ratio of medians over runs in turn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from timing import BIN, machine, ratio, seconds, table

GOAL = 8.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="counted runs of each side")
    wanted = parser.parse_args()
    sides: dict[str, list[float]] = {"mlbench --help": [], "papermill --help": []}
    for counted in range(-1, wanted.runs):  # the first round warms the disk cache
        for name, figures in sides.items():
            program, *words = name.split()
            took = seconds([BIN / program, *words], Path.cwd())
            if counted >= 0:
                figures.append(took)
    print(machine())
    table(sides)
    print(f"ratio {ratio(sides['papermill --help'], sides['mlbench --help']):.1f} (goal {GOAL:g})")


if __name__ == "__main__":
    main()
