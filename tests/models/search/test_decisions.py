"""What a search goes on with, and how it weighs what it has."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.splits.folds import folds
from mlbench.live.work import Work
from mlbench.models.candidate import Candidate
from mlbench.models.layout import Layout
from mlbench.models.metrics import METRICS
from mlbench.models.outputs import Outputs
from mlbench.models.search.clock import Clock
from mlbench.models.search.crew import Crew
from mlbench.models.search.hunt import Hunt
from mlbench.models.search.search import search
from mlbench.models.search.stacking import Weighing
from mlbench.models.search.task import Job, Material
from mlbench.models.search.trial import Trial
from mlbench.models.search.tuning import in_time
from mlbench.models.target import target_array

LABELS = np.array(["no", "yes"])


def _hunt(iris: Dataset, truth: np.ndarray, number: int, budget: float | None = None) -> Hunt:
    """Return a search of so many folds, all rows of `truth` in each one."""
    how = Layout.of(iris), iris.task, "accuracy", 0
    material = Material(iris.X_train.iloc[: len(truth)], truth, *how)
    rows = np.arange(len(truth))
    crew = Crew(material, 2, 10**9, lambda: None)
    parts = [(rows, rows)] * number
    work = Work("Search", "candidates", 9)
    hunt = Hunt(material, METRICS["accuracy"], parts, number, crew, Clock(budget), None, work)
    _trial(hunt, "dummy", [0.5] * number)
    return hunt


def _trial(hunt: Hunt, recipe: str, scores: list[float], seconds: float = 1.0) -> Trial:
    trial = hunt.begin("tuned", Candidate(recipe))
    trial.scores = dict(enumerate(scores))
    trial.seconds = dict.fromkeys(trial.scores, seconds)
    if len(scores) == hunt.folds:
        hunt.end(trial, "done")
    return trial


def test_weighing_goes_on_where_the_next_member_alone_helps_nothing(iris: Dataset) -> None:
    truth = np.tile(LABELS, 15)
    hunt = _hunt(iris, truth, 2)
    third = np.arange(30) // 10
    trials = []
    for wrong in range(3):
        # right on two thirds of the rows; any two of them undecided where one is wrong
        sure = np.where(third == wrong, 0.4, 0.6)
        stated = np.where(truth[:, None] == LABELS, sure[:, None], 1 - sure[:, None])
        trial = _trial(hunt, "linear", [2 / 3, 2 / 3])
        outputs = Outputs(LABELS[stated.argmax(axis=1)], stated, LABELS)
        trial.outputs = {0: outputs, 1: outputs}
        trials.append(trial)
    found = Weighing(hunt, trials).weighed()
    assert found is not None
    members, worth = found
    assert members == (0, 1, 2)
    assert worth.tolist() == [1.0, 1.0]


def test_best_candidate_of_a_recipe_goes_on_among_better_ones_of_another(iris: Dataset) -> None:
    hunt = _hunt(iris, np.tile(LABELS, 5), 5)
    for score in (0.9, 0.91, 0.92, 0.93):
        _trial(hunt, "svm", [score])
    _trial(hunt, "knn", [0.7])
    better, worse = _trial(hunt, "knn", [0.8]), _trial(hunt, "knn", [0.75])
    hunt.drop_hopeless([better, worse], [0])
    assert better.is_open
    assert worse.outcome == "stopped"
    assert "best third on the first fold" in worse.why


def test_recipe_whose_candidates_take_too_long_is_not_set(iris: Dataset) -> None:
    hunt = _hunt(iris, np.tile(LABELS, 5), 2, budget=100.0)
    _trial(hunt, "svm", [0.9, 0.9], seconds=2.0)
    _trial(hunt, "mlp", [0.8, 0.8], seconds=60.0)
    _trial(hunt, "knn", [0.7, 0.7], seconds=1.0)
    assert in_time(hunt, ["svm", "mlp", "knn"], reserve=0.0) == ["svm", "knn"]
    # the best one is set in any case
    assert in_time(hunt, ["mlp", "knn"], reserve=0.0) == ["mlp", "knn"]


def test_no_recipe_is_too_slow_where_trials_are_counted(iris: Dataset) -> None:
    hunt = _hunt(iris, np.tile(LABELS, 5), 2)
    _trial(hunt, "svm", [0.9, 0.9])
    _trial(hunt, "mlp", [0.8, 0.8], seconds=1e6)
    assert in_time(hunt, ["svm", "mlp"], reserve=0.0) == ["svm", "mlp"]


_SLOW = """
import importlib
from dataclasses import replace

from sklearn.linear_model import LogisticRegression

from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Needs
from mlbench.models.recipes.linear import recipe as linear


class Imports(LogisticRegression):
    def fit(self, X, y):
        importlib.import_module("comes_slowly")
        return super().fit(X, y)


def _make(layout, task, seed, n_jobs, **options):
    return assemble(layout, indicators(layout, seed, scale=True), Imports(**options))


recipe = replace(linear, name="imports:recipe", make=_make, needs=Needs(slow=("comes_slowly",)))
"""


@pytest.fixture
def imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the file that grows by a line whenever the slow module is imported."""
    said = tmp_path / "imported"
    (tmp_path / "imports.py").write_text(_SLOW)
    (tmp_path / "comes_slowly.py").write_text(
        f"with open({str(said)!r}, 'a') as file:\n    file.write('here\\n')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield said
    sys.modules.pop("imports", None)


def test_slow_modules_are_imported_once_for_all_fits_but_the_first(
    cancer: Dataset, imports: Path
) -> None:
    found = search(cancer, trials=4, recipes=["imports:recipe"], folds=4, n_jobs=2)
    assert found.best.recipe == "imports:recipe"
    # the first fit imports by itself, the process that the others are forked from once, and
    # the last fit's answer is read without
    assert len(imports.read_text().splitlines()) == 2


def test_fit_waits_for_a_module_longer_than_it_may_take_itself(
    cancer: Dataset, imports: Path
) -> None:
    module = imports.parent / "comes_slowly.py"
    module.write_text(f"{module.read_text()}import time\ntime.sleep(1.5)\n")
    y = target_array(cancer.y_train, cancer.task)
    material = Material(cancer.X_train, y, Layout.of(cancer), cancer.task, "accuracy", 0)
    [(train, test), *_] = folds(cancer, 3)
    with Crew(material, 1, 10**9, lambda: None) as crew:
        job = Job(Candidate("imports:recipe"), train, test)
        for _ in range(2):  # it imports by itself, then finds the module there
            [answer] = crew.run([job], limit=1.0)
            assert answer.is_good
            assert answer.seconds < 1.0


def test_fit_that_ended_while_others_were_waited_for_counts(cancer: Dataset, imports: Path) -> None:
    # the module is there at once for the first fit, which imports by itself, and for ever in
    # coming after that, to the process that all further fits are forked from
    module = imports.parent / "comes_slowly.py"
    again = "import pathlib, time\nif len(pathlib.Path(file.name).read_text().split()) > 1:\n"
    module.write_text(f"{module.read_text()}{again}    time.sleep(600)\n")
    y = target_array(cancer.y_train, cancer.task)
    material = Material(cancer.X_train, y, Layout.of(cancer), cancer.task, "accuracy", 0)
    [(train, test), *_] = folds(cancer, 3)
    slow, quick = (Job(Candidate(name), train, test) for name in ("imports:recipe", "linear"))
    with Crew(material, 2, 10**9, lambda: None) as crew:
        [first] = crew.run([slow])
        ended, waited = crew.run([quick, slow], until=time.monotonic() + 3)
    assert first.is_good
    assert ended.is_good
    assert waited.stopped == "the time was up"
