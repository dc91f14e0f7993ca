"""Cross-validation: the same folds for all, the baseline beside it, clear refusals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.errors import DataError, RefusedInput
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate


def test_baseline_and_others_are_scored_on_the_same_folds(cancer: Dataset) -> None:
    result = cross_validate("linear", cancer, compare=["forest", "linear"], folds=3)
    assert [row.recipe for row in result.rows] == ["linear", "forest", "dummy"]
    assert result.scores().shape == (3, 3)
    assert set(result.frame()) == {"recipe", "metric", "mean", "sd", "folds", "fit_seconds"}
    assert result.main.mean > 0.98
    assert result.baseline is not None
    assert result.baseline.mean == 0.5
    assert "Linear model" in result.plot().alt


def test_test_rows_are_never_looked_at(cancer: Dataset) -> None:
    spoiled = cancer.frame.copy()
    spoiled.loc[cancer.test_rows, cancer.features] = 1e9
    first = cross_validate("linear", cancer, folds=3)
    second = cross_validate("linear", replace(cancer, frame=spoiled), folds=3)
    assert first.main.scores == second.main.scores


def test_same_seed_gives_the_same_scores(diabetes: Dataset) -> None:
    runs = [cross_validate("boosting", diabetes, folds=3, seed=5).main.scores for _ in range(2)]
    assert runs[0] == runs[1]


def _classes(tmp_path: Path, rare: int) -> Dataset:
    labels = ["a"] * 40 + ["b"] * 40 + ["rare"] * rare
    frame = pd.DataFrame({"x": np.arange(len(labels)) % 17, "y": labels})
    frame.to_csv(tmp_path / "rare.csv", index=False)
    return load(str(tmp_path / "rare.csv"), "y")


def test_class_with_fewer_rows_than_folds_lowers_the_folds_and_says_so(tmp_path: Path) -> None:
    result = cross_validate("linear", _classes(tmp_path, 4), folds=5)
    assert result.folds == 3
    assert "class 'rare' has only 3 rows" in result.notes[0]
    assert "MB205" in [finding.code for finding in result.findings()]


def test_class_with_one_training_row_is_refused_by_name_and_count(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        cross_validate("linear", _classes(tmp_path, 2))
    assert "Class 'rare' has 1" in str(refused.value)


_BROKEN = """
from dataclasses import replace
from mlbench.models.recipes.linear import recipe as linear

def _make(layout, task, seed, n_jobs, **options):
    return linear.make(layout, task, seed, n_jobs, **options).set_params(model__max_iter=-1)

recipe = replace(linear, name="broken", make=_make)
"""


@pytest.fixture
def broken_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A package of someone else's, whose recipe fails in every fit."""
    (tmp_path / "broken_recipes.py").write_text(_BROKEN)
    info = tmp_path / "broken_recipes-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-recipes\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mlbench.recipes]\nbroken = broken_recipes:recipe\n")
    monkeypatch.syspath_prepend(tmp_path)
    return "broken"


def test_compared_recipe_that_fails_is_left_out_and_named(
    cancer: Dataset, broken_recipe: str
) -> None:
    result = cross_validate("linear", cancer, compare=[broken_recipe], folds=3)
    assert [row.recipe for row in result.rows] == ["linear", "dummy"]
    assert "max_iter" in result.failed[broken_recipe]
    assert "MB204" in [finding.code for finding in result.findings()]
    with pytest.raises(ValueError, match="max_iter"):
        cross_validate(broken_recipe, cancer, folds=3)


@pytest.mark.parametrize("folds", [1, 0, -1, 10_000])
def test_impossible_number_of_folds_is_refused(folds: int, iris: Dataset) -> None:
    with pytest.raises(RefusedInput, match="number of folds"):
        cross_validate("linear", iris, folds=folds)


def test_features_without_meaning_are_found_no_better_than_the_baseline(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    frame = pd.DataFrame(random.normal(size=(300, 3)), columns=list("abc"))
    frame["y"] = random.integers(0, 2, 300)
    frame.to_csv(tmp_path / "noise.csv", index=False)
    result = cross_validate("linear", load(str(tmp_path / "noise.csv"), "y"))
    assert [finding.code for finding in result.findings()] == ["MB201"]


def test_simpler_recipe_that_does_as_well_is_named(iris: Dataset) -> None:
    found = cross_validate("forest", iris, compare=["linear"]).findings()
    assert "MB203" in [finding.code for finding in found]


def test_pipeline_of_ones_own_is_scored_and_not_changed(cancer: Dataset) -> None:
    own = make_pipeline(StandardScaler(), LogisticRegression())
    result = cross_validate(own, cancer, folds=3)
    assert result.main.recipe == "custom"
    assert not hasattr(own[-1], "coef_")
    assert fit(own, cancer).facts.title == "LogisticRegression"


def test_classifier_without_probabilities_is_refused(cancer: Dataset) -> None:
    with pytest.raises(RefusedInput, match="predict_proba"):
        fit(LinearSVC(), cancer)


class _Probe(Ridge):
    """Notes the last training row of every fit."""

    seen: ClassVar[list[float]] = []

    def fit(self, X, y):
        self.seen.append(float(X["x"].max()))
        return super().fit(X, y)


def test_split_by_time_is_validated_in_order(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": range(200), "y": np.arange(200) * 1.5})
    frame.to_csv(tmp_path / "t.csv", index=False)
    data = load(str(tmp_path / "t.csv"), "y", split="time")
    cross_validate(_Probe(), data, folds=3)
    assert len(_Probe.seen) == 3
    assert sorted(set(_Probe.seen)) == _Probe.seen


def _units(tmp_path: Path, units: int) -> Dataset:
    random = np.random.default_rng(0)
    unit = np.repeat(np.arange(units), 30)
    frame = pd.DataFrame({"x": random.normal(size=units)[unit], "unit": unit})
    frame["y"] = random.normal(size=units)[unit]
    frame.to_csv(tmp_path / "units.csv", index=False)
    return load(str(tmp_path / "units.csv"), "y", split="group", split_by="unit")


def test_what_says_nothing_about_new_units_is_not_scored_as_if_it_did(tmp_path: Path) -> None:
    grouped = _units(tmp_path, 40)
    honest = cross_validate("forest", grouped, metric="r2", folds=3).main.mean
    shuffled = replace(grouped, split=replace(grouped.split, kind="random"))
    assert cross_validate("forest", shuffled, metric="r2", folds=3).main.mean > 0.9
    assert honest < 0.3


def test_fewer_groups_than_folds_lower_the_folds_and_it_is_said(tmp_path: Path) -> None:
    result = cross_validate("linear", _units(tmp_path, 4), folds=5)
    assert result.folds == 3
    assert result.notes == ("3 folds instead of 5: there are 3 groups of 'unit' to train on.",)
