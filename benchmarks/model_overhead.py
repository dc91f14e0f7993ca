"""What the model notebook costs beyond the calls of scikit-learn that it makes.

    python benchmarks/model_overhead.py

The bare side cross-validates and fits the same pipelines on the same rows and folds, with
scikit-learn alone. The other side calls what the notebook calls: scores, pictures, findings,
the model, the results kept. Both in this process, in turn. Goal: at most 5 % and 0.5 s more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import matplotlib as mpl
from sklearn.model_selection import cross_validate
from timing import machine, table

import mlbench
from mlbench.data.dataset import Dataset
from mlbench.data.splits.folds import folds
from mlbench.models.target import target_array
from mlbench.models.threads import fitting_threads

CASES = {
    "breast_cancer": ("sklearn:breast_cancer", "roc_auc", "forest"),
    "digits": ("sklearn:digits", "accuracy", "extra_trees"),
}


def bare(dataset: Dataset, metric: str, recipe: str) -> float:
    """Cross-validate three pipelines and fit two by scikit-learn alone; return the seconds."""
    assert dataset.task is not None
    X, y, parts = dataset.X_train, target_array(dataset.y_train, dataset.task), folds(dataset, 5)
    # labels as numbers: scikit-learn's own scorers take the last one for the positive one
    names = sorted(set(y.tolist()))
    codes = [names.index(label) for label in y.tolist()]
    start = time.perf_counter()
    with fitting_threads(X):
        for name in (recipe, "linear", "dummy"):
            cross_validate(mlbench.build(name, dataset), X, codes, cv=parts, scoring=metric)
        mlbench.build(recipe, dataset).fit(X, y)
        mlbench.build("dummy", dataset).fit(X, y)
    return time.perf_counter() - start


def whole(dataset: Dataset, metric: str, recipe: str) -> float:
    """Do what the notebook does after the data is read; return the seconds."""
    start = time.perf_counter()
    step = mlbench.step()
    choice = mlbench.choose(recipe, dataset, compare=["linear"], metric=metric)
    choice.pictures()
    choice._repr_html_()
    choice.findings()
    model = choice.fit()
    step.save("model", model)
    step.save("cross_validation", choice.frame())
    step.save("fold_scores", choice.scores())
    step.record(**choice.record())
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each side")
    wanted = parser.parse_args()
    mpl.use("agg")
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLBENCH_RUNS"] = str(Path(folder) / "runs")
        for name, (source, metric, recipe) in CASES.items():
            dataset = mlbench.load(source, "target", task="classification")
            for counted in range(-1, wanted.runs):
                took = {f"{name}, bare": bare(dataset, metric, recipe)}
                took[f"{name}, notebook"] = whole(dataset, metric, recipe)
                for side, seconds in took.items() if counted >= 0 else ():
                    rows.setdefault(side, []).append(seconds)
    print(machine())
    table(rows)
    for name in CASES:
        less, more = (statistics.median(rows[f"{name}, {s}"]) for s in ("bare", "notebook"))
        print(f"{name}: {more - less:.2f} s, {more / less - 1:.0%} more (goal 0.5 s, 5 %)")


if __name__ == "__main__":
    main()
