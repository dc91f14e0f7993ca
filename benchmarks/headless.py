"""The demo study by ``mlbench run`` against a loop of the ``papermill`` command.

    python benchmarks/headless.py

Both sides execute the same four notebooks with the same parameters; the loop's notebooks
run on the kernel ``python3`` and hand their results on through a draft. ``mlbench run`` is
measured three times: with the kernel server running, from a dead start (the server starts
with the run), and without it; then the loop once more, on the warm kernel. Printed: seconds
of each side, of each step, and ratios of medians.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from timing import BIN, machine, ratio, seconds, table

from mlbench.execution.plan import Plan, plan_study
from mlbench.execution.templates import find_template
from mlbench.kernels import control

STUDY = Path(__file__).parents[1] / "notebooks" / "breast_cancer" / "study.yaml"


def by_papermill(plan: Plan, folder: Path, kernel: str, warm: str) -> dict[str, float]:
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
            [*words, "--no-progress-bar", "-k", kernel],
            folder,
            MLBENCH_RUNS=str(folder / "runs"),
            MLBENCH_WARM=warm,
        )
    return took


def by_mlbench(folder: Path, **variables: str) -> tuple[float, dict[str, float]]:
    """Run the study; return the seconds of the whole process and of each step."""
    runs = folder / "runs"
    whole = seconds([BIN / "mlbench", "run", STUDY, "--runs", runs], folder, **variables)
    [record] = runs.glob("*/*/run.json")
    return whole, {s["name"]: s["seconds"] for s in json.loads(record.read_bytes())["steps"]}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each side")
    wanted = parser.parse_args()
    plan = plan_study(STUDY, {})
    whole: dict[str, list[float]] = {}
    steps: dict[str, list[float]] = {}

    def note(side: str, total: float, each: dict[str, float]) -> None:
        whole.setdefault(side, []).append(total)
        for name, took in each.items():
            steps.setdefault(f"  {side}: {name}", []).append(took)

    for _ in range(wanted.runs):
        with tempfile.TemporaryDirectory() as folder:
            each = by_papermill(plan, Path(folder), "python3", "0")
            note("papermill loop", sum(each.values()), each)
        with tempfile.TemporaryDirectory() as folder:
            note("mlbench, no server", *by_mlbench(Path(folder), MLBENCH_WARM="0"))
        control.stop()
        with tempfile.TemporaryDirectory() as folder:
            note("mlbench, dead start", *by_mlbench(Path(folder)))
        control.start()
        with tempfile.TemporaryDirectory() as folder:
            note("mlbench, warm", *by_mlbench(Path(folder)))
        with tempfile.TemporaryDirectory() as folder:
            each = by_papermill(plan, Path(folder), "mlbench", "1")
            note("papermill -k mlbench, warm", sum(each.values()), each)
    print(machine())
    table({**whole, **steps})
    goals = {"mlbench, no server": 1, "mlbench, dead start": 2, "mlbench, warm": 8}
    for side, figures in whole.items():
        goal = f" (goal {goals[side]})" if side in goals else ""
        print(f"{side}: ratio {ratio(whole['papermill loop'], figures):.2f}{goal}")


if __name__ == "__main__":
    main()
