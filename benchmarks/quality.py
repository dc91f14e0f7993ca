"""``recipe: auto`` on real tables, against what is published or measured of simple models.

    MLBENCH_DATA=... python benchmarks/quality.py --budget 120

Each table has the split that its figure was measured on; where that is a cross-validation, the
folds of the search count.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from timing import machine

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.models.metrics import choose_metric
from mlbench.models.search.search import search
from mlbench.models.target import target_array
from mlbench.settings import settings


@dataclass(frozen=True)
class Case:
    """A table, its metric, and the figure to reach; on test rows, or over the folds."""

    read: Callable[[Path], Dataset]
    metric: str
    goal: float
    on_folds: bool = False


def bike_sharing(_: Path) -> Dataset:
    """Return bike sharing, the last quarter of 2012 held out."""
    # what counts the days says nothing of days to come
    data = load("bike_sharing", split="time", read={"drop": ["instant", "dteday"]})
    ids = np.arange(data.rows)
    return replace(data, train_rows=ids[:15_211], test_rows=ids[15_211:])


def frauds(folder: Path) -> Dataset:
    """Return the sample of card payments, those after 120,000 s held out."""
    [path] = (folder / "ulb_creditcard_sample").glob("*.csv")
    data = load(str(path), "Class", split="time")
    early = (data.frame["Time"] < 120_000).to_numpy()
    return replace(data, train_rows=np.flatnonzero(early), test_rows=np.flatnonzero(~early))


CASES = {
    "adult": Case(lambda _: load("adult", split="predefined"), "roc_auc", 0.925),
    "bike_sharing": Case(bike_sharing, "rmse", 67.4),
    "california_housing": Case(lambda _: load("california_housing"), "rmse", 47_613, on_folds=True),
    "dry_bean": Case(lambda _: load("dry_bean"), "accuracy", 0.9315, on_folds=True),
    "frauds": Case(frauds, "average_precision", 0.908),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=120.0, help="seconds of each search")
    parser.add_argument("--tables", nargs="*", default=list(CASES), choices=list(CASES))
    wanted = parser.parse_args()
    folder = settings().data
    assert folder is not None, "MLBENCH_DATA must name the folder of the data sets"
    print(machine())
    print(f"{'table':20} {'metric':18} {'found':>10} {'goal':>10}  {'what won':14} {'seconds':>8}")
    for name in wanted.tables:
        case = CASES[name]
        dataset = case.read(folder)
        assert dataset.task is not None
        found = search(dataset, budget_s=wanted.budget, metric=case.metric)
        metric, score = choose_metric(case.metric, dataset.task), found.winner.mean
        if not case.on_folds:
            truth = target_array(dataset.y_test, dataset.task)
            score = metric.compute(truth, found.model.outputs(dataset.X_test))
        reached = "reached" if metric.gain(score, case.goal) >= 0 else "missed"
        print(
            f"{name:20} {case.metric:18} {score:10.5g} {case.goal:10.5g}  {found.best.recipe:14} "
            f"{found.seconds:8.1f} {reached}, {len(found.trials)} candidates", flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
