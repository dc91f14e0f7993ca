"""What can be set of a recipe is declared once, checked, and reaches the estimator."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import skew
from sklearn.ensemble import HistGradientBoostingClassifier

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.models.build import build
from mlbench.models.catalogue import find, recipes
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate
from mlbench.vocabulary import Task


def test_option_reaches_the_estimator_and_is_kept_with_the_model(iris: Dataset) -> None:
    model = fit("boosting", iris, options={"learning_rate": 0.3, "max_iter": 7})
    last = model.pipeline.named_steps["model"]
    assert isinstance(last, HistGradientBoostingClassifier)
    assert (last.learning_rate, last.max_iter) == (0.3, 7)
    assert model.facts.options == {"learning_rate": 0.3, "max_iter": 7}
    assert "learning_rate" in model.summary()["Options"]


def test_all_mistakes_in_options_are_refused_at_once_with_the_close_match(iris: Dataset) -> None:
    with pytest.raises(RefusedInput) as refused:
        build("boosting", iris, options={"learning_rat": 0.3, "max_iter": -1})
    first, second = refused.value.mistakes
    assert "Recipe 'boosting' has no parameter 'learning_rat'" in first
    assert "Did you mean 'learning_rate'?" in first
    assert (
        "The 'max_iter' parameter of recipe 'boosting' must be an integer in [1, 10000]" in second
    )
    assert "mlbench models recipes boosting" in refused.value.next_step


def test_option_of_another_task_is_refused(iris: Dataset) -> None:
    with pytest.raises(RefusedInput, match="has no parameter 'alpha'"):
        build("linear", iris, options={"alpha": 1.0})


def test_options_are_scored_beside_recipes_as_they_are(iris: Dataset) -> None:
    weak = cross_validate("boosting", iris, options={"max_iter": 1}, folds=3)
    plain = cross_validate("boosting", iris, folds=3)
    assert weak.main.scores != plain.main.scores


def test_options_for_a_pipeline_of_ones_own_are_refused(iris: Dataset) -> None:
    with pytest.raises(RefusedInput, match="not of a pipeline"):
        fit(HistGradientBoostingClassifier(), iris, options={"max_iter": 3})


def test_defaults_follow_the_number_of_rows(cancer: Dataset) -> None:
    assert build("boosting", cancer).named_steps["model"].max_leaf_nodes == 8


def test_numbers_of_a_support_vector_machine_are_brought_to_a_bell(cancer: Dataset) -> None:
    skewed = {}
    for numbers in ("scaled", "bell"):
        model = fit("svm", cancer, options={"numbers": numbers})
        prepared = model.pipeline[:-1].transform(cancer.X_train)
        assert np.abs(prepared.mean(axis=0)).max() < 0.01
        assert prepared.std(axis=0) == pytest.approx(1.0)
        skewed[numbers] = float(np.abs(skew(prepared, axis=0)).max())
        assert (model.predict(cancer.X_test) == cancer.y_test).mean() > 0.9
    assert skewed["bell"] < 1.0
    assert skewed["scaled"] > 4.0


def test_estimator_by_its_path_is_fitted_set_and_scored(cancer: Dataset) -> None:
    path = "sklearn.naive_bayes:GaussianNB"
    model = fit(path, cancer, options={"var_smoothing": 1e-5})
    assert model.facts.title == "GaussianNB"
    assert model.facts.recipe == path
    assert model.pipeline.named_steps["model"].var_smoothing == 1e-5
    assert cross_validate(path, cancer, folds=3).main.mean > 0.95


def test_seed_reaches_an_estimator_by_its_path(iris: Dataset) -> None:
    built = build("sklearn.ensemble:RandomForestClassifier", iris, seed=7)
    assert built.named_steps["model"].random_state == 7


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("no.such.package:Thing", "can't be imported"),
        ("sklearn.svm:NoSuch", "can't be imported"),
        ("sklearn.svm:LinearSVC", "must have predict_proba()"),
        ("pathlib:Path", "must lead to a classifier or regressor"),
        ("sklearn.preprocessing:StandardScaler", "must lead to a classifier or regressor"),
        ("sklearn.ensemble:VotingClassifier", "must be made without arguments"),
    ],
)
def test_path_that_leads_to_no_estimator_is_refused(path: str, said: str, iris: Dataset) -> None:
    with pytest.raises(RefusedInput) as refused:
        build(path, iris)
    assert said in str(refused.value)
    assert refused.value.next_step


def test_estimator_of_another_task_is_refused_by_its_path() -> None:
    with pytest.raises(RefusedInput, match="predicts regression"):
        find("sklearn.linear_model:HuberRegressor", Task.BINARY)


def test_recipe_whose_library_is_missing_is_listed_and_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        "mlbench.models.recipe.find_spec", lambda name: None if name == "lightgbm" else real(name)
    )
    assert "lightgbm" in recipes().names
    row = recipes().frame().set_index("recipe").loc["lightgbm"]
    assert "pip install 'mlbench[boosting]'" in row["for"]
    with pytest.raises(RefusedInput) as refused:
        find("lightgbm")
    assert "pip install 'mlbench[boosting]'" in refused.value.next_step


def test_every_task_is_served_by_every_recipe_of_our_own() -> None:
    for task in Task:
        without = {"stacking", "svm"} if task is Task.MULTILABEL else set()
        assert recipes(task).names == [name for name in recipes().names if name not in without]
