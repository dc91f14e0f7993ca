"""Every recipe takes rows as they come: gaps, unseen values, any order of columns."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import DataError
from mlbench.models.intake import Intake
from mlbench.models.model import Model
from mlbench.models.training import fit

QUICK = ["dummy", "linear", "forest", "boosting"]


@pytest.fixture(scope="module", params=[*QUICK, "mlp"])
def model(request: pytest.FixtureRequest, mixed: Dataset) -> Model:
    return fit(request.param, mixed)


def test_model_learns_from_every_kind_of_column(model: Model, mixed: Dataset) -> None:
    right = (model.predict(mixed.X_test) == mixed.y_test).mean()
    assert right >= (0.5 if model.facts.recipe == "dummy" else 0.75)


def test_probabilities_sum_to_one_and_are_named_by_class(model: Model, mixed: Dataset) -> None:
    found = model.predict_proba(mixed.X_test)
    assert list(found.columns) == ["no", "yes"]
    assert found.index.equals(mixed.X_test.index)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_order_of_columns_and_further_columns_change_nothing(model: Model, mixed: Dataset) -> None:
    turned = mixed.X_test[mixed.X_test.columns[::-1]].assign(more=1)
    assert model.predict_proba(turned).equals(model.predict_proba(mixed.X_test))


def test_unseen_category_and_missing_values_are_taken(model: Model, mixed: Dataset) -> None:
    rows = mixed.X_test.head(3).copy()
    rows["colour"] = ["violet", None, "red"]
    rows["city"] = ["nowhere", None, "city1"]
    rows["number"] = [np.nan, 1.0, None]
    assert model.predict_proba(rows).notna().all(axis=None)


def test_missing_feature_is_named(model: Model, mixed: Dataset) -> None:
    with pytest.raises(DataError) as refused:
        model.predict(mixed.X_test.drop(columns=["city", "flag"]))
    assert "'flag', 'city'" in str(refused.value)


def test_same_seed_gives_the_same_bits(mixed: Dataset) -> None:
    for name in QUICK:
        first, second = fit(name, mixed, seed=3), fit(name, mixed, seed=3)
        assert first.predict_proba(mixed.X_test).equals(second.predict_proba(mixed.X_test))


def test_infinite_number_is_refused_with_column_and_count() -> None:
    rows = pd.DataFrame({"a": [1.0, np.inf, 1e40], "b": [1.0, 2.0, 3.0]})
    with pytest.raises(DataError) as refused:
        Intake({"a": "numeric", "b": "numeric"}).transform(rows)
    assert "'a'" in str(refused.value)
    assert "2 rows" in str(refused.value)


def test_text_among_numbers_is_refused_with_column_and_value() -> None:
    with pytest.raises(DataError) as refused:
        Intake({"a": "numeric"}).transform(pd.DataFrame({"a": [1, "many"]}))
    assert "'a'" in str(refused.value)
    assert "'many'" in str(refused.value)


def test_rows_from_json_look_like_rows_from_a_file(mixed: Dataset, model: Model) -> None:
    rows = mixed.X_test.head(5)
    text = json.dumps(rows.astype(object).where(rows.notna(), None).to_dict("records"), default=str)
    texts = pd.DataFrame(json.loads(text))
    mine = model.predict_proba(rows).to_numpy()
    np.testing.assert_array_equal(model.predict_proba(texts).to_numpy(), mine)


def test_column_empty_in_training_is_left_out(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": range(60), "nothing": None, "y": ["u", "v"] * 30})
    frame.to_csv(tmp_path / "gap.csv", index=False)
    model = fit("linear", load(str(tmp_path / "gap.csv"), "y"))
    assert [feature.name for feature in model.facts.features] == ["a"]


@pytest.mark.parametrize("name", ["linear", "boosting"])
def test_ten_thousand_columns_are_done_in_time(name: str, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(200, 10_000)))
    frame.columns = [f"c{i}" for i in range(10_000)]
    frame["y"] = np.where(frame["c0"] > 0, "a", "b")
    frame.to_parquet(tmp_path / "wide.parquet")
    data = load(str(tmp_path / "wide.parquet"), "y")
    start = time.process_time()
    fit(name, data).predict(data.X_test)
    assert time.process_time() - start < 30


def test_many_categories_in_many_columns_are_kept_sparse(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"c{i}": random.integers(0, 30, 300).astype(str) for i in range(100)})
    frame = "v" + frame
    frame["y"] = np.where(random.random(300) > 0.5, "a", "b")
    frame.to_csv(tmp_path / "cats.csv", index=False)
    model = fit("linear", load(str(tmp_path / "cats.csv"), "y"))
    assert model.pipeline.named_steps["prepare"].sparse_output_
