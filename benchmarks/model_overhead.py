"""What the model notebook costs beyond the calls of scikit-learn that it makes.

    python benchmarks/model_overhead.py

The bare side cross-validates and fits the same pipelines on the same rows and folds, with
scikit-learn alone. The other side calls what the notebook calls: scores, pictures, findings,
the model, the results kept. Both in this process, in turn.

Goal: at most 0.5 s that are the same for every table, and 5 % of the work. Both figures are
printed; of fits that take less than ten seconds the first one says more, of longer ones the
second. The table of Adult is a made one of its size where MLBENCH_DATA does not have it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.model_selection import cross_validate
from timing import machine, table

import mlbench
from mlbench.data.dataset import Dataset
from mlbench.data.splits.folds import folds
from mlbench.models.target import target_array
from mlbench.models.threads import fitting_threads
from mlbench.settings import settings

#: From so many seconds of the bare side on its share counts, below it the difference.
LONG_S = 10.0
MORE_S, SHARE = 0.5, 0.05


def _sklearn(name: str) -> Callable[[], Dataset]:
    return lambda: mlbench.load(f"sklearn:{name}", "target", task="classification")


def made(rows: int) -> Dataset:
    """Return a made table of two classes."""
    X, y = make_classification(rows, 14, n_informative=8, random_state=0)
    frame = pd.DataFrame(X, columns=[f"x{place}" for place in range(X.shape[1])])
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "made.parquet"
        frame.assign(target=np.where(y, "yes", "no")).to_parquet(path)
        return mlbench.load(str(path), "target")


def adult() -> Dataset:
    """Return Adult, or a made table of its size where it is not at hand."""
    folder = settings().data
    if folder is not None and (folder / "adult").is_dir():
        return mlbench.load("adult", split="predefined")
    return made(40_000)


CASES = {
    "breast_cancer": (_sklearn("breast_cancer"), "roc_auc", "forest", 5),
    "digits": (_sklearn("digits"), "accuracy", "extra_trees", 5),
    "adult": (adult, "roc_auc", "forest", 2),
    "made": (lambda: made(300_000), "roc_auc", "boosting", 2),
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
    parser.add_argument("--runs", type=int, help="counted runs of each side")
    parser.add_argument("--cases", nargs="*", default=list(CASES), choices=list(CASES))
    wanted = parser.parse_args()
    mpl.use("agg")
    rows: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLBENCH_RUNS"] = str(Path(folder) / "runs")
        for name in wanted.cases:
            read, metric, recipe, runs = CASES[name]
            dataset = read()
            for counted in range(-1, wanted.runs or runs):
                took = {f"{name}, bare": bare(dataset, metric, recipe)}
                took[f"{name}, notebook"] = whole(dataset, metric, recipe)
                for side, seconds in took.items() if counted >= 0 else ():
                    rows.setdefault(side, []).append(seconds)
    print(machine())
    table(rows)
    for name in wanted.cases:
        less, more = (statistics.median(rows[f"{name}, {s}"]) for s in ("bare", "notebook"))
        judged, reached = (
            (f"at most {SHARE:.0%}", more - less <= SHARE * less)
            if less >= LONG_S
            else (f"at most {MORE_S:g} s", more - less <= MORE_S)
        )
        print(
            f"{name}: {more - less:.2f} s, {more / less - 1:.1%} more; "
            f"{judged}: {'reached' if reached else 'missed'}"
        )


if __name__ == "__main__":
    main()
