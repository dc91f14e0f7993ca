"""Prediction intervals of bundles: the numbers of the notebook, in a new process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from mapie.conformity_scores import ResidualNormalisedScore
from mapie.regression import SplitConformalRegressor
from sklearn.base import BaseEstimator, RegressorMixin

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput, StoreError
from mlbench.evaluation.band import SPREAD_SHARE
from mlbench.evaluation.evaluation import Evaluation, evaluate
from mlbench.export.bundle import Bundle, export_bundle, load_bundle
from mlbench.models.build import build
from mlbench.models.training import fit


@pytest.fixture(scope="module")
def evaluation(diabetes: Dataset) -> Evaluation:
    return evaluate(fit("linear", diabetes), diabetes, bootstraps=50, coverage=0.8)


@pytest.fixture(scope="module")
def bundle(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    place = tmp_path_factory.mktemp("bundles") / "bundle"
    how = {"results": evaluation.record(), "intervals": evaluation.band()}
    return export_bundle(evaluation.model, evaluation.dataset, place, **how)


def test_bundle_gives_the_intervals_of_the_notebook_in_a_new_process(
    bundle: Bundle, evaluation: Evaluation, tmp_path: Path
) -> None:
    evaluation.X.to_parquet(tmp_path / "rows.parquet")
    code = (
        "import sys, pandas as pd; from mlbench.export.bundle import load_bundle;"
        "found = load_bundle(sys.argv[1]).predict_interval(pd.read_parquet(sys.argv[2]));"
        "found.to_parquet(sys.argv[3])"
    )
    places = [str(bundle.folder), str(tmp_path / "rows.parquet"), str(tmp_path / "found.parquet")]
    subprocess.run([sys.executable, "-c", code, *places], check=True, capture_output=True)
    found = pd.read_parquet(tmp_path / "found.parquet")
    rows = evaluation.intervals().frame()
    for name in ("prediction", "low", "high"):
        assert np.array_equal(found[name], rows[name]), name
    assert found.index.tolist() == rows["row"].tolist()


def test_check_compares_the_intervals_of_the_example(bundle: Bundle) -> None:
    assert bundle.check().rows == 5
    expected = bundle.predict_interval(bundle.example_frame())[["low", "high"]]
    assert bundle.example["intervals"] == expected.to_numpy().tolist()
    changed = load_bundle(bundle.folder)
    changed.example["intervals"][1][0] += 2**-20
    with pytest.raises(StoreError, match="intervals of row 2"):
        changed.check()


def test_bundle_holds_the_intervals_without_code_and_says_so(bundle: Bundle) -> None:
    assert "intervals.skops" in bundle.manifest["files"]
    said = bundle.manifest["intervals"]
    assert (said["coverage"], said["rows"]) == (0.8, len(bundle.band.scores))
    assert "conformal" in said["method"]
    assert "## Prediction intervals" in bundle.card
    assert "bundle.predict_interval(frame)" in bundle.card
    assert "80%" in bundle.card


def test_any_coverage_can_be_asked_for_that_the_rows_can_promise(
    bundle: Bundle, evaluation: Evaluation
) -> None:
    narrow, wide = (
        bundle.predict_interval(evaluation.X, coverage).eval("high - low")
        for coverage in (0.5, 0.95)
    )
    assert (narrow < wide).all()
    inside = bundle.predict_interval(evaluation.X, 0.95)
    held = (inside["low"] <= evaluation.truth) & (evaluation.truth <= inside["high"])
    assert held.mean() > 0.88
    for coverage, words in ((1.0, "must be in (0, 1)"), (0.9999, "at most 0.99")):
        with pytest.raises(RefusedInput) as refused:
            bundle.predict_interval(evaluation.X, coverage)
        assert words in str(refused.value)


def test_bundle_without_intervals_says_how_it_gets_them(
    evaluation: Evaluation, cancer: Dataset, tmp_path: Path
) -> None:
    plain = export_bundle(evaluation.model, evaluation.dataset, tmp_path / "plain")
    assert "intervals" not in plain.manifest
    with pytest.raises(RefusedInput, match="Run the step 'evaluate' before 'export'"):
        plain.predict_interval(evaluation.X)
    classes = export_bundle(fit("linear", cancer), cancer, tmp_path / "classes")
    with pytest.raises(RefusedInput, match="model of numbers"):
        classes.predict_interval(cancer.X_test)


def test_intervals_of_another_model_are_refused(evaluation: Evaluation, tmp_path: Path) -> None:
    other = fit("linear", evaluation.dataset, options={"alpha": 5.0})
    with pytest.raises(RefusedInput) as refused:
        export_bundle(other, evaluation.dataset, tmp_path / "b", intervals=evaluation.band())
    assert refused.value.code == "OTHER_MODEL"


def test_intervals_are_those_of_mapies_split_method(evaluation: Evaluation) -> None:
    held, seed = evaluation.out_of_fold(), evaluation.options.seed
    said = pd.concat(
        [
            pd.Series(held.outputs.score, held.X.index),
            pd.Series(evaluation.outputs.values, evaluation.X.index),
        ]
    )
    spread = ResidualNormalisedScore(
        build("boosting", evaluation.dataset, seed), split_size=SPREAD_SHARE, random_state=seed
    )
    conformal = SplitConformalRegressor(_Kept(said), 0.8, spread, prefit=True)
    conformal.conformalize(held.X, held.truth)
    _, bounds = conformal.predict_interval(evaluation.X)
    rows = evaluation.intervals().frame()
    np.testing.assert_allclose(rows["low"], bounds[:, 0, 0], rtol=1e-12)
    np.testing.assert_allclose(rows["high"], bounds[:, 1, 0], rtol=1e-12)


class _Kept(RegressorMixin, BaseEstimator):
    """An estimator that says again what was predicted before, row by row."""

    fitted_ = True

    def __init__(self, said: pd.Series) -> None:
        self.said = said

    def fit(self, X: pd.DataFrame, y: object = None) -> _Kept:
        return self

    def predict(self, X: pd.DataFrame) -> np.ndarray:
        return self.said.loc[X.index].to_numpy()


def test_step_keeps_them_for_the_export(evaluation: Evaluation, workplace: Path) -> None:
    import mlbench

    step = mlbench.step()
    assert step.load("intervals", optional=True) is None
    step.save_all(evaluation.artifacts())
    kept = step.load("intervals", optional=True)
    found = kept.bounds(evaluation.outputs.values, evaluation.X)
    assert np.array_equal(found[0], evaluation.intervals().frame()["low"])
    assert json.loads(kept.model)["recipe"] == "linear"
