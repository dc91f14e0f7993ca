"""The demo study by ``mlbench run`` against a loop of the ``papermill`` command.

    python benchmarks/headless.py

Both sides execute the same four notebooks with the same parameters; the loop's
notebooks hand their results on through a draft. Printed: seconds of each side, of each
step, and the ratio of medians.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from timing import BIN, machine, ratio, seconds, table

from mlbench.execution.plan import Plan, plan_study
from mlbench.execution.templates import find_template

STUDY = Path(__file__).parents[1] / "notebooks" / "breast_cancer" / "study.yaml"


def by_papermill(plan: Plan, folder: Path) -> dict[str, float]:
    """Run the plan's notebooks one by one; return the seconds of each."""
    took = {}
    for step in plan.steps:
        words: list[object] = [
            BIN / "papermill",
            find_template(step.template),
            f"{step.name}.ipynb",
        ]
        for name, value in step.given.items():
            words += ["-y", json.dumps({name: value})]
        took[step.name] = seconds(
            [*words, "--no-progress-bar"], folder, MLBENCH_RUNS=str(folder / "runs")
        )
    return took


def by_mlbench(folder: Path) -> tuple[float, dict[str, float]]:
    """Run the study; return the seconds of the whole process and of each step."""
    runs = folder / "runs"
    whole = seconds([BIN / "mlbench", "run", STUDY, "--runs", runs], folder)
    [record] = runs.glob("*/*/run.json")
    return whole, {s["name"]: s["seconds"] for s in json.loads(record.read_bytes())["steps"]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each side")
    wanted = parser.parse_args()
    plan = plan_study(STUDY, {})
    whole: dict[str, list[float]] = {"mlbench run": [], "papermill loop": []}
    steps: dict[str, list[float]] = {}
    for _ in range(wanted.runs):
        with tempfile.TemporaryDirectory() as folder:
            total, each = by_mlbench(Path(folder))
        whole["mlbench run"].append(total)
        for name, took in each.items():
            steps.setdefault(f"  {name}, mlbench", []).append(took)
        with tempfile.TemporaryDirectory() as folder:
            each = by_papermill(plan, Path(folder))
        whole["papermill loop"].append(sum(each.values()))
        for name, took in each.items():
            steps.setdefault(f"  {name}, papermill", []).append(took)
    print(machine())
    table({**whole, **dict(sorted(steps.items()))})
    print(f"ratio {ratio(whole['papermill loop'], whole['mlbench run']):.2f} (goal: not below 1)")


if __name__ == "__main__":
    main()
