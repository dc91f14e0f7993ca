"""The search on real tables, against what is published or measured of simple models."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.models.metrics import METRICS
from mlbench.models.search.search import search
from mlbench.models.target import target_array
from mlbench.models.training import fit
from mlbench.settings import settings

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def named(real_data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    yield
    settings.cache_clear()


def _score(model, dataset: Dataset, metric: str) -> float:
    assert dataset.task is not None
    truth = target_array(dataset.y_test, dataset.task)
    return METRICS[metric].compute(truth, model.outputs(dataset.X_test))


def test_search_on_adult_reaches_the_area_of_boosting() -> None:
    dataset = load("adult", split="predefined")
    found = search(dataset, budget_s=60)
    assert found.seconds <= 66
    assert _score(found.model, dataset, "roc_auc") >= 0.925


def test_search_on_dry_bean_reaches_support_vectors_over_folds() -> None:
    found = search(load("dry_bean"), trials=7, recipes=["svm", "mlp"], metric="accuracy")
    assert found.winner.mean >= 0.9315


def test_search_on_california_housing_reaches_boosting_over_folds() -> None:
    found = search(load("california_housing"), trials=3, recipes=["lightgbm"], metric="rmse")
    assert found.winner.mean <= 47_613


def test_search_on_card_payments_finds_the_frauds_of_days_to_come(real_data: Path) -> None:
    [path] = (real_data / "ulb_creditcard_sample").glob("*.csv")
    data = load(str(path), "Class", split="time")
    early = (data.frame["Time"] < 120_000).to_numpy()
    data = replace(data, train_rows=np.flatnonzero(early), test_rows=np.flatnonzero(~early))
    found = search(data, trials=4, metric="average_precision")
    assert _score(found.model, data, "average_precision") >= 0.908


def test_boosting_on_the_last_quarter_of_bike_sharing() -> None:
    # what counts the days says nothing of days to come
    data = load("bike_sharing", split="time", read={"drop": ["instant", "dteday"]})
    ids = np.arange(data.rows)
    data = replace(data, train_rows=ids[:15_211], test_rows=ids[15_211:])
    assert round(_score(fit("boosting", data), data, "rmse"), 1) <= 67.4  # as it is published
