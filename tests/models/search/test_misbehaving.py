"""Recipes that raise, hang or eat memory are kept out and named; the rest goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlbench.data.dataset import Dataset
from mlbench.models.search.search import search

_RECIPES = """
import os
import time
from dataclasses import replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from mlbench.models.prepare import assemble, indicators
from mlbench.models.recipes.linear import recipe as linear


class Raises(LogisticRegression):
    def fit(self, X, y):
        if X[0, 0] < X[1, 0]:
            raise ValueError("not on this fold")
        return super().fit(X, y)


class Hangs(LogisticRegression):
    def fit(self, X, y):
        time.sleep(600)


class Eats(LogisticRegression):
    def fit(self, X, y):
        eaten = []
        while True:
            eaten.append(np.ones(4_000_000))


class Dies(LogisticRegression):
    def fit(self, X, y):
        os._exit(3)


def _recipe(name, estimator):
    def make(layout, task, seed, n_jobs, **options):
        return assemble(layout, indicators(layout, seed, scale=True), estimator())

    return replace(linear, name=f"misbehaving:{name}", make=make, space=())


raises, hangs = _recipe("raises", Raises), _recipe("hangs", Hangs)
eats, dies = _recipe("eats", Eats), _recipe("dies", Dies)
"""


@pytest.fixture
def misbehaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "misbehaving.py").write_text(_RECIPES)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("misbehaving", None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("raises", "not on this fold"),
        ("dies", "its process ended with code 3"),
        ("eats", "a fit held more than 300 MB of memory"),
    ],
)
def test_recipe_that_fails_is_kept_out_and_named(
    name: str, why: str, cancer: Dataset, misbehaving: None
) -> None:
    recipes = [f"misbehaving:{name}", "linear"]
    found = search(cancer, trials=4, recipes=recipes, folds=3, memory_limit=300_000_000)
    [trial] = [t for t in found.trials if t.candidate.recipe == f"misbehaving:{name}"]
    assert why in trial.why
    assert found.best.recipe == "linear"
    [finding] = [each for each in found.findings() if each.code == "MB204"]
    assert finding.subject == f"misbehaving:{name}"


def test_fit_that_hangs_is_ended_and_the_others_are_tuned(
    cancer: Dataset, misbehaving: None
) -> None:
    found = search(cancer, budget_s=30, recipes=["misbehaving:hangs", "linear"], folds=3)
    [trial] = [t for t in found.trials if t.candidate.recipe == "misbehaving:hangs"]
    assert "took longer than" in trial.why
    assert found.best.recipe == "linear"
    assert found.seconds <= 33


_SEARCH = """
import sys
from mlbench.data.load import load
from mlbench.models.search.search import search

search(load("sklearn:iris", "target"), trials=3, recipes=["misbehaving:hangs"], folds=2)
"""


def _holders(mark: str) -> list[int]:
    """Return the processes whose words or working directory name a mark."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and mark in str((entry / "cwd").readlink()):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")
def test_nothing_goes_on_when_the_one_who_searches_is_killed(
    tmp_path: Path, misbehaving: None
) -> None:
    place = tmp_path / "here"
    place.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-c", _SEARCH],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "MLBENCH_WARM": "0"},
    )
    while len(_holders(str(place))) < 3:  # itself, the mother, a fit
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    end = time.monotonic() + 30
    while _holders(str(place)) and time.monotonic() < end:
        time.sleep(0.05)
    assert _holders(str(place)) == []
