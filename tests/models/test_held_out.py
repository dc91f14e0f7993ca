"""What a cross-validation said of rows it had not seen is what an evaluation decides by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss

import mlbench
from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.data.splits.folds import folds as folds_of
from mlbench.evaluation import out_of_fold as room
from mlbench.models import held_out
from mlbench.models.candidate import STACK
from mlbench.models.choice import choose
from mlbench.models.outputs import outputs_of
from mlbench.models.search.result import Search
from mlbench.models.target import target_array
from mlbench.models.training import pipeline_of
from mlbench.store import artifacts


@pytest.fixture(params=["breast_cancer", "iris", "diabetes"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    return load(f"sklearn:{request.param}", "target")


def _numbers(table: pd.DataFrame) -> np.ndarray:
    return table.drop(columns="fold").to_numpy()


def test_table_holds_what_models_without_these_rows_say(dataset: Dataset) -> None:
    choice = choose("linear", dataset, folds=3, seed=1)
    table = choice.out_of_fold(choice.fit())
    X, y = dataset.X_train, target_array(dataset.y_train, dataset.task)
    assert sorted(table.index) == sorted(X.index)
    for number, (learn, validate) in enumerate(folds_of(dataset, 3, 1), start=1):
        pipeline, *_ = pipeline_of("linear", dataset, 1)
        outputs = outputs_of(pipeline.fit(X.iloc[learn], y[learn]), X.iloc[validate])
        figures = outputs.values[:, None] if outputs.classes is None else outputs.probabilities
        found = table.loc[X.index[validate]]
        assert set(found["fold"]) == {number}
        np.testing.assert_array_equal(_numbers(found), figures)


def test_evaluation_decides_by_it_as_it_was_kept(dataset: Dataset, tmp_path: Path) -> None:
    choice = choose("linear", dataset, folds=4)
    model = choice.fit()
    artifacts.save(tmp_path, "out_of_fold", choice.out_of_fold(model))
    kept = artifacts.load([tmp_path], "out_of_fold")
    held = mlbench.evaluate(model, dataset, bootstraps=50, out_of_fold=kept).out_of_fold()
    assert held is not None
    assert (held.folds, len(held.truth), held.train_rows) == (4, len(kept), len(dataset.X_train))
    pd.testing.assert_frame_equal(held.X, dataset.X_train)
    assert (held.truth == target_array(dataset.y_train, dataset.task)).all()
    said = held.outputs.values[:, None] if held.outputs.classes is None else (
        held.outputs.probabilities
    )  # fmt: skip
    np.testing.assert_array_equal(said, _numbers(kept))


@pytest.mark.parametrize("other", [{"options": {"C": 0.01}}, {"seed": 5}])
def test_table_of_another_model_is_not_decided_by(other: dict[str, object]) -> None:
    dataset = load("sklearn:breast_cancer", "target")
    choice = choose("linear", dataset, folds=2)
    table = choice.out_of_fold(choice.fit())
    model = choose("linear", dataset, folds=2, **other).fit()
    assert held_out.read_held_out(table, model) is None
    evaluation = mlbench.evaluate(model, dataset, bootstraps=50, out_of_fold=table)
    found = evaluation.out_of_fold()
    again = room.out_of_fold(model, dataset, evaluation.options.depth, 0)
    assert found is not None
    assert again is not None
    np.testing.assert_array_equal(found.outputs.probabilities, again.outputs.probabilities)


def test_table_without_its_mark_is_not_decided_by() -> None:
    dataset = load("sklearn:iris", "target")
    choice = choose("linear", dataset, folds=2)
    model = choice.fit()
    table = choice.out_of_fold(model)
    table.attrs = {}
    assert held_out.read_held_out(table, model) is None


@pytest.mark.parametrize("trials", [1, 10])
def test_search_hands_on_what_its_winner_said_of_every_row(trials: int) -> None:
    dataset = load("sklearn:breast_cancer", "target")
    choice = choose("auto", dataset, trials=trials, folds=3, metric="log_loss", n_jobs=2)
    model = choice.fit()
    table = choice.out_of_fold(model)
    assert sorted(table.index) == sorted(dataset.X_train.index)
    truth = pd.Series(target_array(dataset.y_train, dataset.task), dataset.X_train.index)
    scores = [
        log_loss(truth[rows.index], _numbers(rows), labels=model.pipeline.classes_)
        for _, rows in table.groupby("fold")
    ]
    assert isinstance(choice.tried, Search)
    known = [choice.tried.winner.scores[fold] for fold in range(3)]
    # what a stack is worth on a fold is measured with members chosen on the others
    tolerance = 0.1 if choice.tried.best.recipe == STACK else 1e-9
    np.testing.assert_allclose(scores, known, rtol=tolerance)


def test_large_table_hands_on_a_sample_of_its_rows(tmp_path: Path) -> None:
    x = np.random.default_rng(0).normal(size=70_000)
    pd.DataFrame({"x": x, "y": 2 * x}).to_parquet(tmp_path / "large.parquet")
    dataset = load(str(tmp_path / "large.parquet"), "y", test_fraction=0.2)
    choice = choose("linear", dataset, folds=2)
    model = choice.fit()
    table = choice.out_of_fold(model)
    assert len(table) == held_out.MOST_ROWS < len(dataset.X_train)
    held = mlbench.evaluate(model, dataset, bootstraps=50, out_of_fold=table).out_of_fold()
    assert held is not None
    assert len(held.truth) == held_out.MOST_ROWS
    np.testing.assert_allclose(held.outputs.values, held.truth, atol=0.05)
