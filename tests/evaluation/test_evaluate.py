"""Evaluation on the test rows: refusals, figures, pictures, slices, findings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import RefusedInput
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.models.training import fit
from mlbench.statements import Estimate, Findings
from mlbench.store.record import preserve


@pytest.fixture(scope="module")
def binary(cancer: Dataset) -> Evaluation:
    return evaluate(fit("linear", cancer), cancer, bootstraps=100)


@pytest.fixture(scope="module")
def multi(iris: Dataset) -> Evaluation:
    return evaluate(fit("boosting", iris), iris, bootstraps=100)


@pytest.fixture(scope="module")
def numbers(diabetes: Dataset) -> Evaluation:
    return evaluate(fit("linear", diabetes), diabetes, bootstraps=100)


@pytest.fixture(params=["binary", "multi", "numbers"])
def evaluation(request: pytest.FixtureRequest) -> Evaluation:
    return request.getfixturevalue(request.param)


def test_every_metric_has_an_interval_beside_the_baseline(evaluation: Evaluation) -> None:
    table = evaluation.frame()
    assert (table["low"] <= table["value"] + 1e-9).all()
    assert (table["value"] <= table["high"] + 1e-9).all()
    assert table["baseline"].notna().all()
    assert evaluation.score.value == table["value"].iloc[0]
    assert table["better"].iloc[0]


def test_record_can_be_kept_by_a_step(evaluation: Evaluation) -> None:
    record = evaluation.record()
    assert isinstance(record["score"], Estimate)
    assert isinstance(record.pop("findings"), Findings)
    assert {"metric", "baseline", "recipe", "recipe_title", "task", "test_rows"} <= set(record)
    assert isinstance(record[record["metric"]], Estimate)
    assert record["greater_is_better"] is evaluation.measured[0].metric.greater_is_better
    for value in record.values():
        preserve(value)


def test_pictures_fit_the_task_and_have_alt_text(evaluation: Evaluation) -> None:
    gallery = evaluation.plots()
    names = list(gallery.pictures)
    if evaluation.outputs.probabilities is None:
        assert names == ["predicted", "residuals"]
    else:
        assert names == ["roc", "precision_recall", "confusion"]
    more = (evaluation.importance().plot(), evaluation.slices().plot())
    for picture in (*gallery, *more):
        assert picture.png.startswith(b"\x89PNG")
        assert any(letter.isdigit() for letter in picture.alt)


def test_pictures_of_the_other_task_are_refused(binary: Evaluation, numbers: Evaluation) -> None:
    with pytest.raises(RefusedInput, match="plot_residuals"):
        binary.plot_residuals()
    with pytest.raises(RefusedInput, match="plot_roc"):
        numbers.plot_roc()


def test_predictions_name_row_truth_and_probabilities(
    binary: Evaluation, numbers: Evaluation, cancer: Dataset
) -> None:
    table = binary.predictions
    assert list(table) == [
        "row", "truth", "prediction", "probability_benign", "probability_malignant",
    ]  # fmt: skip
    assert table["row"].tolist() == cancer.test_rows.tolist()
    assert list(numbers.predictions) == ["row", "truth", "prediction"]


def test_same_seed_gives_the_same_figures(cancer: Dataset) -> None:
    model = fit("boosting", cancer)
    first, second = (evaluate(model, cancer, bootstraps=50, seed=1) for _ in range(2))
    pd.testing.assert_frame_equal(first.frame(), second.frame())
    pd.testing.assert_frame_equal(first.importance().frame(), second.importance().frame())


def test_other_data_is_refused(cancer: Dataset) -> None:
    model = fit("dummy", cancer)
    other = replace(cancer, fingerprint="0" * 64)
    with pytest.raises(RefusedInput) as refused:
        evaluate(model, other)
    assert refused.value.code == "DATA_DIFFERS"


def test_other_split_is_refused_because_test_rows_were_trained_on(cancer: Dataset) -> None:
    other = load("sklearn:breast_cancer", "target", split_seed=1)
    with pytest.raises(RefusedInput) as refused:
        evaluate(fit("dummy", cancer), other)
    assert refused.value.code == "SPLIT_DIFFERS"
    assert "seed 1" in str(refused.value)


def test_missing_features_are_named(cancer: Dataset) -> None:
    kinds = {name: kind for name, kind in cancer.kinds.items() if name != "mean area"}
    with pytest.raises(RefusedInput, match="mean area"):
        evaluate(fit("dummy", cancer), replace(cancer, kinds=kinds))


@pytest.mark.parametrize("option", [{"bootstraps": 5}, {"confidence": 1.0}, {"metric": "rmse"}])
def test_option_out_of_range_is_refused(option: dict, cancer: Dataset) -> None:
    with pytest.raises(RefusedInput):
        evaluate(fit("dummy", cancer), cancer, **option)


def test_html_shows_data_values_as_text(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    random = np.random.default_rng(0)
    frame = pd.DataFrame({evil: random.choice([evil, "b"], 200), "x": random.normal(size=200)})
    frame["y"] = np.where(frame["x"] > 0, evil, "no")
    frame.to_csv(tmp_path / "evil.csv", index=False)
    data = load(str(tmp_path / "evil.csv"), "y")
    model = fit("linear", data)
    found = evaluate(model, data, bootstraps=50)
    for shown in (
        model,
        found,
        found.importance(),
        found.slices(),
        found.checks(),
        found.mistakes(),
    ):
        assert "<script" not in shown._repr_html_()
    assert found.plots()


def test_importance_of_many_features_is_bounded(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(300, 500)))
    frame.columns = [f"c{i}" for i in range(500)]
    frame["y"] = np.where(frame["c7"] > 0, "u", "v")
    frame.to_parquet(tmp_path / "wide.parquet")
    data = load(str(tmp_path / "wide.parquet"), "y")
    found = evaluate(fit("boosting", data), data, bootstraps=50).importance(repeats=2)
    assert len(found.frame()) == 40
    assert found.frame()["feature"].iloc[0] == "c7"
    assert "40 of 500" in found.note()


@pytest.mark.real
def test_boosting_on_adult_beats_the_published_baseline(
    real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlbench.settings import settings

    monkeypatch.setenv("MLBENCH_DATA", str(real_data))
    settings.cache_clear()
    data = load("adult")
    found = evaluate(fit("boosting", data), data, bootstraps=100)
    settings.cache_clear()
    assert found.score.value > 0.92
    assert found.score.low > 0.91
