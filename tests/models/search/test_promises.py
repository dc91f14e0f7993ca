"""The search: what it tries, what it never sees, and what ends it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import DataError, RefusedInput
from mlbench.models.search.result import Search
from mlbench.models.search.search import search

QUICK = ["linear", "boosting"]


@pytest.fixture(scope="module")
def found(cancer: Dataset) -> Search:
    return search(cancer, trials=8, recipes=QUICK, folds=3, n_jobs=2)


def _written(folder: Path, frame: pd.DataFrame, **options: str) -> Dataset:
    frame.to_parquet(folder / "table.parquet")
    return load(str(folder / "table.parquet"), "y", **options)


def test_baseline_comes_first_then_recipes_as_they_are_the_cheap_ones_first(found: Search) -> None:
    table = found.frame()
    assert list(table["recipe"][:3]) == ["dummy", "linear", "boosting"]
    assert list(table["set"][:3]) == ["as it is"] * 3
    assert table["at"].notna().all()


def test_winner_is_a_model_of_all_training_rows_and_beats_the_baseline(
    found: Search, cancer: Dataset
) -> None:
    assert found.model.facts.train_rows == len(cancer.train_rows)
    assert found.model.facts.options == found.best.record()["options"]
    assert (found.model.predict(cancer.X_test) == cancer.y_test).mean() > 0.9
    assert found.winner.mean > 0.98


def test_every_trial_says_how_it_ended(found: Search) -> None:
    table = found.frame()
    assert set(table["ended"]) <= {"won", "done", "stopped"}
    assert (table["ended"] == "won").sum() == 1
    stopped = table[table["ended"] == "stopped"]
    assert (stopped["why"] != "").all()
    assert len(table) in (8, 9)  # the stack is one more


def test_pictures_and_record_tell_the_search(found: Search) -> None:
    assert [picture.alt[:1] for picture in found.pictures()]
    assert "candidates by score and time" in found.plot().alt
    record = found.record()
    assert record["cv_metric"] == "roc_auc"
    assert record["search_trials"] == len(found.trials)
    assert "won" in repr(found)
    assert "<table" in found._repr_html_()


def test_same_seed_and_trials_give_the_same_model_on_one_core_and_on_two(
    found: Search, cancer: Dataset
) -> None:
    again = search(cancer, trials=8, recipes=QUICK, folds=3, n_jobs=1)
    drop = ["at", "seconds"]
    pd.testing.assert_frame_equal(
        again.frame().drop(columns=drop), found.frame().drop(columns=drop)
    )
    mine, theirs = (each.model.predict_proba(cancer.X_test) for each in (again, found))
    pd.testing.assert_frame_equal(mine, theirs, check_exact=True)


def test_no_test_row_is_ever_seen(found: Search, cancer: Dataset) -> None:
    """The rows held out are poison: a number that no recipe takes, and a label of no class."""
    spoiled = cancer.frame.copy()
    spoiled[cancer.features] = spoiled[cancer.features].astype("float64")
    spoiled.loc[cancer.test_rows, cancer.features] = np.inf
    spoiled[cancer.target] = spoiled[cancer.target].astype("object")
    spoiled.loc[cancer.test_rows, cancer.target] = "poison"
    again = search(replace(cancer, frame=spoiled), trials=8, recipes=QUICK, folds=3)
    assert [trial.scores for trial in again.trials] == [trial.scores for trial in found.trials]
    assert again.model.facts.classes == found.model.facts.classes


def test_budget_holds_by_the_clock(diabetes: Dataset) -> None:
    start = time.monotonic()
    found = search(diabetes, budget_s=20, recipes=[*QUICK, "svm", "lightgbm"], folds=3)
    assert time.monotonic() - start < 22
    assert found.seconds <= 22
    assert found.winner.candidate.recipe != "dummy"
    assert found.winner.mean < found.trials[0].mean  # an error, smaller than the baseline's


def test_budget_too_small_for_anything_runs_the_baseline_and_says_so(iris: Dataset) -> None:
    found = search(iris, budget_s=0.01, folds=2)
    assert found.best.recipe == "dummy"
    assert "too small for anything but the baseline" in repr(found)
    assert found.model.predict(iris.X_test).notna().all()


@pytest.mark.parametrize(
    "wrong", [{"budget_s": 0}, {"trials": 0}, {"n_jobs": -1}, {"memory_limit": -5}]
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, int], iris: Dataset) -> None:
    with pytest.raises(RefusedInput) as refused:
        search(iris, **wrong)
    assert f"The '{next(iter(wrong))}' of a search" in str(refused.value)


def test_class_with_one_row_is_refused_by_name(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": range(60), "y": ["a"] * 29 + ["b"] * 30 + ["rare"]})
    data = _written(tmp_path, frame, split="random")
    data = replace(data, train_rows=np.arange(20, 60), test_rows=np.arange(20))
    with pytest.raises(DataError, match="Class 'rare' has 1"):
        search(data, trials=2)


def test_constant_features_end_in_the_finding_that_nothing_is_learned(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1.0] * 80, "z": ["same"] * 80, "y": [0, 1] * 40})
    found = search(_written(tmp_path, frame), trials=4, recipes=QUICK, folds=3)
    assert found.trials[1].is_done
    assert "MB201" in [each.code for each in found.findings()] or found.best.recipe == "dummy"


def test_more_columns_than_rows_are_searched(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(60, 200))).add_prefix("c")
    frame["y"] = np.where(frame["c0"] > 0, "a", "b")
    found = search(_written(tmp_path, frame), trials=4, recipes=QUICK, folds=3)
    assert found.winner.is_done


def test_split_by_time_is_searched_in_order(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": np.arange(120.0), "y": np.arange(120.0) * 2})
    found = search(_written(tmp_path, frame, split="time"), trials=3, recipes=["linear"], folds=3)
    assert len(found.trials[0].scores) == 3  # no folds are drawn anew
    assert found.winner.mean < 10
