"""From the adult census to an explored notebook and its report, warm.

``MLBENCH_DATA=… python benchmarks/adult.py`` runs a study of one step, explore, by whole
processes with the kernel server running, and prints their seconds; the goal is 3 s.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from timing import BIN, machine, seconds, table

from mlbench.kernels import control

STUDY = """study: census
data:
  source: adult
steps:
  - explore
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted runs, after one that is not")
    wanted = parser.parse_args()
    control.start()
    figures: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="mlbench-bench-") as name:
        study = Path(name) / "study.yaml"
        study.write_text(STUDY)
        for place in range(wanted.runs + 1):
            runs = Path(name) / f"runs-{place}"
            whole = seconds([BIN / "mlbench", "run", study, "--runs", runs], Path(name))
            [record] = runs.glob("*/*/run.json")
            [step] = json.loads(record.read_bytes())["steps"]
            if place:
                figures.setdefault("whole process, with the report", []).append(whole)
                figures.setdefault("  the notebook", []).append(step["seconds"])
    print(machine())
    table(figures)


if __name__ == "__main__":
    main()
