"""The budget holds by the clock, whatever takes long: an import, the last fit, the weighing."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mlbench.data.dataset import Dataset
from mlbench.models.metrics import METRICS
from mlbench.models.search.result import Search
from mlbench.models.search.search import search

BUDGET = 5.0

_RECIPES = """
import time
from dataclasses import replace

from sklearn.linear_model import LogisticRegression

from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipe import Needs
from mlbench.models.recipes.linear import recipe as linear


class LongOnAllRows(LogisticRegression):
    def fit(self, X, y):
        if len(X) > 400:
            time.sleep(600)
        return super().fit(X, y)


class Steady(LogisticRegression):
    def fit(self, X, y):
        time.sleep(0.8)
        return super().fit(X, y)


def _steady(layout, task, seed, n_jobs, **options):
    return assemble(layout, indicators(layout, seed, scale=True), Steady())


def _make(layout, task, seed, n_jobs, **options):
    return assemble(layout, indicators(layout, seed, scale=True), LongOnAllRows())


quick = replace(linear, name="slow:quick", space=())
long_at_last = replace(linear, name="slow:long_at_last", make=_make, space=())
steady = replace(linear, name="slow:steady", make=_steady, space=())
long_to_import = replace(linear, name="slow:long_to_import", needs=Needs(packages=("slow_module",)))
"""


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.py").write_text(_RECIPES)
    (tmp_path / "slow_module.py").write_text("import time\ntime.sleep(600)\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("slow", None)


def _within(
    dataset: Dataset, recipes: list[str], *, folds: int = 3, n_jobs: int = 2, **options: object
) -> Search:
    start = time.monotonic()
    how = {"recipes": recipes, "folds": folds, "n_jobs": n_jobs}
    found = search(dataset, budget_s=BUDGET, **how, **options)
    assert time.monotonic() - start <= 1.1 * BUDGET
    return found


def test_last_fit_that_never_ends_leaves_the_model_of_a_fold(cancer: Dataset, slow: None) -> None:
    found = _within(cancer, ["slow:long_at_last"])
    assert any("could not be fitted on all rows" in note for note in found.notes)
    assert found.best.recipe == "slow:long_at_last"
    assert (found.model.predict(cancer.X_test) == cancer.y_test).mean() > 0.9


def test_library_that_is_long_in_coming_is_not_waited_for(cancer: Dataset, slow: None) -> None:
    # both recipes are fitted beside, at the same time, and the quick one needs no import
    found = _within(cancer, ["slow:quick", "slow:long_to_import"])
    [trial] = [t for t in found.trials if t.candidate.recipe == "slow:long_to_import"]
    assert trial.outcome == "stopped"
    assert found.best.recipe == "slow:quick"


def test_folds_that_take_too_long_are_fewer_for_all(cancer: Dataset, slow: None) -> None:
    found = _within(cancer, ["slow:steady"], folds=10, n_jobs=1)
    assert any("of 10 folds are used" in note for note in found.notes)
    assert found.best.recipe == "slow:steady"
    assert found.scores().shape[0] == found.folds < 10


def test_weighing_the_best_ends_with_the_time(
    cancer: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = METRICS["accuracy"]

    def long(truth, outputs, weight=None, /):
        time.sleep(0.1)
        return usual.compute(truth, outputs, weight)

    monkeypatch.setitem(METRICS, "accuracy", replace(usual, compute=long))
    found = _within(cancer, ["linear", "boosting"], metric="accuracy")
    assert any("not weighed against each other" in note for note in found.notes)
    assert found.best.recipe in ("linear", "boosting")
