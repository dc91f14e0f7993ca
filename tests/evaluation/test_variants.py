"""What is predicted together has the figures of scikit-learn, which predicts one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.inspection import partial_dependence, permutation_importance

from mlbench.data.dataset import Dataset
from mlbench.data.load import load
from mlbench.evaluation import variants
from mlbench.evaluation.evaluation import evaluate
from mlbench.models.outputs import outputs_of
from mlbench.models.training import fit


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Two classes, with gaps, categories, flags."""
    random = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "size": random.normal(size=300),
            "colour": random.choice(["red", "green", "blue"], 300),
            "flag": random.random(300) < 0.5,
        }
    )
    noise = random.normal(size=300)
    frame["y"] = np.where(frame["size"] + (frame["colour"] == "red") + noise > 0.5, "yes", "no")
    frame.loc[::9, "colour"] = None
    frame.loc[::7, "size"] = np.nan
    path = tmp_path_factory.mktemp("mixed") / "mixed.parquet"
    frame.to_parquet(path)
    return load(str(path), "y")


@pytest.fixture(params=["mixed", "iris", "diabetes"])
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = request.getfixturevalue(request.param)
    return found


def test_permutation_importance_is_that_of_scikit_learn(dataset: Dataset) -> None:
    evaluation = evaluate(fit("boosting", dataset), dataset, bootstraps=50, seed=3)
    view = evaluation.importance(repeats=3)
    found, metric = view.frame().set_index("feature"), view.metric

    sign = 1 if metric.greater_is_better else -1
    known = [feature.name for feature in evaluation.model.facts.features]
    expected = permutation_importance(
        evaluation.model.pipeline, dataset.X_test[known], evaluation.truth,
        scoring=lambda *given: sign * metric.score(*given), n_repeats=3, random_state=3,
    )  # fmt: skip

    np.testing.assert_allclose(found.loc[known, "loss"], expected.importances_mean, atol=1e-12)
    np.testing.assert_allclose(found.loc[known, "sd"], expected.importances_std, atol=1e-12)


def test_partial_dependence_is_that_of_scikit_learn(dataset: Dataset) -> None:
    evaluation = evaluate(fit("boosting", dataset), dataset, bootstraps=50, seed=3)
    found = evaluation.dependence()
    assert found is not None
    assert found.rows == len(dataset.X_test)

    for effect in found.effects:
        X = dataset.X_test.astype({effect.feature: float if effect.is_number else object})
        expected = partial_dependence(
            evaluation.model.pipeline, X, [effect.feature],
            custom_values={effect.feature: effect.values},
            categorical_features=None if effect.is_number else [effect.feature],
            response_method="auto" if dataset.classes is None else "predict_proba",
            method="brute", kind="both",
        )  # fmt: skip
        np.testing.assert_allclose(effect.average, expected["average"], atol=1e-12)
        single = expected["individual"][0][np.lexsort(expected["individual"][0].T)]
        np.testing.assert_allclose(effect.single[np.lexsort(effect.single.T)], single, atol=1e-12)


def test_variants_are_the_same_in_pieces(mixed: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline, rows = fit("linear", mixed).pipeline, mixed.X_test
    changes = [{}, {"size": rows["size"] + 1}, {"colour": rows["colour"][::-1]}, {}]
    changes = [{n: c.set_axis(rows.index) for n, c in each.items()} for each in changes]
    monkeypatch.setattr(variants, "CELLS", 2 * rows.size + 1)

    found = list(variants.outputs_of_variants(pipeline, rows, changes))

    assert len(found) == len(changes)
    for outputs, change in zip(found, changes, strict=True):
        alone = outputs_of(pipeline, rows.assign(**change))
        np.testing.assert_allclose(outputs.probabilities, alone.probabilities, rtol=1e-12)
        np.testing.assert_array_equal(outputs.values, alone.values)
