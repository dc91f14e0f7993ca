"""``recipe: auto`` against FLAML: the same rows, the same seconds, the same cores.

    MLBENCH_DATA=... python benchmarks/automl.py --budget 60 --seeds 3

FLAML gets an environment of its own, made on the first call and kept in ``--environment``. Both
sides learn from the training rows of a split, one after the other, in processes of their own, and
are scored on its test rows by mlbench. Of each table it prints the score of both, and of the best
single recipe as it is, which is chosen by these very test rows; then the mean rank. How far mlbench
is behind that recipe is said in standard errors of the recipe's score (as in the rule of one
standard error of Breiman et al. 1984), and of the difference of the two on the same rows, which is
stricter. Data sets that are not on the machine are left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from timing import machine

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import MlbenchError
from mlbench.models.catalogue import recipes
from mlbench.models.metrics import choose_metric
from mlbench.models.outputs import Outputs
from mlbench.models.search.search import search
from mlbench.models.target import target_array
from mlbench.models.training import fit

#: Source, target, metric here, metric there, how it is split.
CASES = {
    "breast_cancer": ("sklearn:breast_cancer", None, "roc_auc", "roc_auc", {}),
    "diabetes": ("sklearn:diabetes", None, "rmse", "rmse", {}),
    "digits": ("sklearn:digits", None, "log_loss", "log_loss", {"task": "classification"}),
    "adult": ("adult", None, "roc_auc", "roc_auc", {}),
    "dry_bean": ("dry_bean", None, "log_loss", "log_loss", {}),
    "california_housing": ("california_housing", None, "rmse", "rmse", {}),
    "bike_sharing": ("bike_sharing", None, "rmse", "rmse", {"split": "time"}),
}
#: What the best single recipe is looked for among; the network and the stack take long.
SINGLE = [r.name for r in recipes() if r.name not in ("dummy", "mlp", "stacking", "skrub", "svm")]
RESAMPLES = 200

FLAML = """
import json, sys, time
import numpy as np, pandas as pd
from flaml import AutoML
wish = json.loads(sys.argv[1])
train, test = pd.read_parquet(wish["train"]), pd.read_parquet(wish["test"])
y = train.pop("__target__").to_numpy()
settings = {"time_budget": wish["budget"], "metric": wish["metric"], "task": wish["task"],
            "seed": wish["seed"], "n_jobs": wish["cores"], "verbose": 0}
if wish["time"]:
    settings |= {"split_type": "time"}
start = time.monotonic()
automl = AutoML()
automl.fit(train, y, **settings)
seconds = time.monotonic() - start
found = {"seconds": seconds, "best": automl.best_estimator, "values": automl.predict(test).tolist()}
if wish["task"] == "classification":
    found["probabilities"] = automl.predict_proba(test).tolist()
    found["classes"] = [getattr(each, "item", lambda: each)() for each in automl.classes_]
print("FOUND" + json.dumps(found))
"""


@dataclass
class Scored:
    """One side on one table: its score, its seconds, what it chose, what it said."""

    score: float
    seconds: float
    best: str
    outputs: Outputs


def environment(folder: Path) -> Path:
    """Return the Python that has FLAML, made when it isn't there."""
    python = folder / "bin" / "python"
    if not python.is_file():
        venv.create(folder, with_pip=True)
        words = [python, "-m", "pip", "install", "--quiet", "flaml[automl]", "pyarrow"]
        subprocess.run(list(map(str, words)), check=True)
    return python


def ours(dataset: Dataset, metric: str, budget: float, seed: int, cores: int) -> Scored:
    """Search in this process, as a notebook does."""
    start = time.monotonic()
    found = search(dataset, budget_s=budget, metric=metric, seed=seed, n_jobs=cores)
    seconds = time.monotonic() - start
    return scored(dataset, metric, found.model.outputs(dataset.X_test), seconds, found.best.recipe)


def theirs(
    python: Path, dataset: Dataset, metric: str, budget: float, seed: int, cores: int
) -> Scored:
    """Let FLAML search in a process of its own."""
    classes = dataset.task is not None and dataset.task.is_classification
    with tempfile.TemporaryDirectory() as name:
        train, test = Path(name) / "train.parquet", Path(name) / "test.parquet"
        dataset.X_train.assign(__target__=dataset.y_train).to_parquet(train, index=False)
        dataset.X_test.to_parquet(test, index=False)
        wish = {
            "train": str(train), "test": str(test), "budget": budget, "metric": metric,
            "task": "classification" if classes else "regression", "seed": seed, "cores": cores,
            "time": dataset.split.kind == "time",
        }  # fmt: skip
        words = [str(python), "-W", "ignore", "-c", FLAML, json.dumps(wish)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("FOUND")]
    if not lines:
        sys.stderr.write(done.stderr[-2000:])
        raise RuntimeError("FLAML found nothing")
    found: dict[str, Any] = json.loads(lines[-1].removeprefix("FOUND"))
    values = np.array(found["values"])
    if not classes:
        return scored(dataset, metric, Outputs(values), found["seconds"], found["best"])
    order = np.argsort(np.array(found["classes"]))
    labels = np.array(found["classes"])[order]
    outputs = Outputs(values, np.array(found["probabilities"])[:, order], labels)
    return scored(dataset, metric, outputs, found["seconds"], found["best"])


def scored(dataset: Dataset, metric: str, outputs: Outputs, seconds: float, best: str) -> Scored:
    """Return the score of what was said of the test rows."""
    truth = target_array(dataset.y_test, dataset.task)
    assert dataset.task is not None
    score = choose_metric(metric, dataset.task).compute(truth, outputs)
    return Scored(float(score), seconds, best, outputs)


def best_single(dataset: Dataset, metric: str, seed: int) -> Scored:
    """Return the single recipe, as it is, that does best on the test rows."""
    assert dataset.task is not None
    chosen = choose_metric(metric, dataset.task)
    found = []
    for name in SINGLE:
        try:
            outputs = fit(name, dataset, seed=seed).outputs(dataset.X_test)
        except MlbenchError as error:
            print(f"  {name} is left out: {error.mistakes[0]}", file=sys.stderr)
            continue
        found.append(scored(dataset, metric, outputs, 0.0, name))
    return max(found, key=lambda each: chosen.gain(each.score, 0.0))


def behind(dataset: Dataset, metric: str, mine: Scored, other: Scored) -> tuple[float, float]:
    """Return by how many standard errors `mine` is behind another one; negative when ahead.

    The first one is of the other's score, the second of the difference; both by bootstrap.
    """
    assert dataset.task is not None
    chosen, truth = choose_metric(metric, dataset.task), target_array(dataset.y_test, dataset.task)
    random, scores = np.random.default_rng(0), []
    for _ in range(RESAMPLES):
        rows = random.integers(0, len(truth), len(truth))
        scores.append(
            [chosen.compute(truth[rows], part(each.outputs, rows)) for each in (mine, other)]
        )
    of_mine, of_other = np.array(scores).T
    gain = chosen.gain(mine.score, other.score)
    errors = float(np.std(of_other)), float(np.std(of_mine - of_other))
    of_score, of_difference = (-gain / error if error else 0.0 for error in errors)
    return of_score, of_difference


def part(outputs: Outputs, rows: np.ndarray) -> Outputs:
    """Return what was said of some rows."""
    stated = None if outputs.probabilities is None else outputs.probabilities[rows]
    return Outputs(outputs.values[rows], stated, outputs.classes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of each search")
    parser.add_argument("--seeds", type=int, default=3, help="seeds of split and search")
    parser.add_argument("--cores", type=int, default=2, help="cores of each side")
    parser.add_argument("--tables", nargs="*", default=list(CASES), choices=list(CASES))
    parser.add_argument("--environment", type=Path, default=Path(".flaml"), help="FLAML's own")
    wanted = parser.parse_args()
    python = environment(wanted.environment.absolute())
    print(machine())
    print(f"{wanted.budget:g} s on {wanted.cores} cores, {wanted.seeds} seeds")
    print(f"{'table':20} {'seed':>4} {'metric':9} {'mlbench':>10} {'':24} {'FLAML':>10} {'':12}"
          f" {'single':>10} {'':12} {'behind':>7} {'paired':>7}")  # fmt: skip
    ranks, worst = [], np.full(2, -np.inf)
    for name in wanted.tables:
        source, target, metric, other, how = CASES[name]
        for seed in range(wanted.seeds):
            try:
                dataset = load(source, target, split_seed=seed, **how)
            except MlbenchError as error:
                print(f"{name}: {error.mistakes[0]}")
                break
            mine = ours(dataset, metric, wanted.budget, seed, wanted.cores)
            flaml = theirs(python, dataset, other, wanted.budget, seed, wanted.cores)
            single = best_single(dataset, metric, seed)
            errors = behind(dataset, metric, mine, single)
            assert dataset.task is not None
            gain = choose_metric(metric, dataset.task).gain(mine.score, flaml.score)
            ranks.append(1.0 if gain > 0 else 1.5 if gain == 0 else 2.0)
            worst = np.maximum(worst, errors)
            print(
                f"{name:20} {seed:4} {metric:9} {mine.score:10.5g} "
                f"{f'{mine.best} {mine.seconds:.1f} s':24} {flaml.score:10.5g} "
                f"{f'{flaml.best} {flaml.seconds:.0f} s':12} {single.score:10.5g} "
                f"{single.best:12} {errors[0]:7.2f} {errors[1]:7.2f}", flush=True,
            )  # fmt: skip
    print(f"mean rank: mlbench {np.mean(ranks):.2f}, FLAML {3 - np.mean(ranks):.2f}")
    print(f"behind the best single recipe by at most {worst[0]:.2f} standard errors of its score "
          f"(goal 1), {worst[1]:.2f} of the difference")  # fmt: skip


if __name__ == "__main__":
    main()
