"""Where no process computes views beside this one, everything is as if none was asked for."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import mlbench
from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.evaluation import ahead
from mlbench.models.metrics import METRICS
from mlbench.models.model import Model
from mlbench.models.training import fit
from mlbench.settings import settings


@pytest.fixture(scope="module")
def model(iris: Dataset) -> Model:
    return fit("linear", iris)


def test_without_a_server_views_are_computed_here(
    model: Model, iris: Dataset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    beside = mlbench.evaluate(model, iris, bootstraps=50, n_jobs=3)
    alone = mlbench.evaluate(model, iris, bootstraps=50)
    for name in ("curve", "slices", "importance", "dependence"):
        assert getattr(beside, name)().frame().equals(getattr(alone, name)().frame())
    assert beside._ahead is not None
    assert not any(each._begun for each in beside._ahead._companions)


def test_one_process_begins_with_what_is_asked_for_first_where_that_is_quick(
    model: Model, iris: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(processes: int) -> list[str]:
        evaluation = mlbench.evaluate(model, iris, bootstraps=50, n_jobs=processes)
        assert evaluation._ahead is not None
        return [each.names[0] for each in evaluation._ahead._companions]

    assert first(2) == ["importance"]
    assert first(3) == ["curve", "importance"]
    monkeypatch.setattr(ahead, "_FEW_CELLS", iris.X_test.size)
    assert first(2) == ["curve"]


def test_one_process_is_this_one(model: Model, iris: Dataset) -> None:
    assert mlbench.evaluate(model, iris, bootstraps=50, n_jobs=1)._ahead is None


def test_data_that_would_fill_the_memory_is_not_copied(
    model: Model, iris: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = int(iris.frame.memory_usage().sum())
    monkeypatch.setattr(ahead, "available", lambda: 5.9 * size)
    assert mlbench.evaluate(model, iris, bootstraps=50, n_jobs=2)._ahead is None
    monkeypatch.setattr(ahead, "available", lambda: 6.1 * size)
    assert mlbench.evaluate(model, iris, bootstraps=50, n_jobs=2)._ahead is not None


def test_limit_of_memory_is_not_passed_by_a_process_beside(
    model: Model, iris: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLBENCH_MEMORY_LIMIT", "8000000000")
    settings.cache_clear()
    assert mlbench.evaluate(model, iris, bootstraps=50, n_jobs=2)._ahead is None
    monkeypatch.delenv("MLBENCH_MEMORY_LIMIT")
    settings.cache_clear()


def test_pipeline_that_can_not_be_pickled_is_evaluated_here(model: Model, iris: Dataset) -> None:
    evaluation = mlbench.evaluate(model, iris, bootstraps=50)
    local = make_pipeline(FunctionTransformer(lambda X: X), model.pipeline)
    assert ahead.Ahead.of(evaluation, 2) is not None
    assert ahead.Ahead.of(replace(evaluation, model=replace(model, pipeline=local)), 2) is None


def test_fewer_than_no_processes_are_refused(model: Model, iris: Dataset) -> None:
    with pytest.raises(RefusedInput, match=r"'n_jobs' of an evaluation .* Got -1\."):
        mlbench.evaluate(model, iris, n_jobs=-1)


@pytest.mark.parametrize("name", METRICS)
def test_metric_is_pickled_by_its_name(name: str) -> None:
    assert pickle.loads(pickle.dumps(METRICS[name])) is METRICS[name]
