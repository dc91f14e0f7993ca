"""Sets of labels: any classifier learns them, and what can't is refused by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from mlbench.data.dataset import Dataset
from mlbench.data.label_sets import indicators
from mlbench.errors import RefusedInput
from mlbench.models import label_metrics
from mlbench.models.label_metrics import aligned
from mlbench.models.metrics import METRICS, metrics_for
from mlbench.models.multilabel import LabelSets, LabelVote
from mlbench.models.outputs import Outputs
from mlbench.models.search.search import search
from mlbench.models.training import fit
from mlbench.models.validation import cross_validate
from mlbench.vocabulary import Task

X = np.random.default_rng(0).normal(size=(120, 3))
SETS = np.array(
    ["|".join(["far"] * (abs(x) > 1) + ["up"] * (y > 0)) for x, y in X[:, :2].tolist()],
    dtype=np.str_,
)


@pytest.mark.parametrize("inner", [LogisticRegression(C=100), KNeighborsClassifier(5)])
def test_every_label_is_learned_whether_or_not_the_estimator_takes_indicators(inner) -> None:
    model = LabelSets(inner).fit(X, SETS)
    assert model.classes_.tolist() == ["far", "up"]
    assert model.predict_proba(X).shape == (120, 2)
    up = indicators(model.predict(X), ["up"])[:, 0]
    assert np.mean(up == (X[:, 1] > 0)) > 0.9


def test_each_label_is_what_a_classifier_of_it_alone_says() -> None:
    model = LabelSets(LogisticRegression()).fit(X, SETS)
    alone = LogisticRegression().fit(X, X[:, 1] > 0)
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], alone.predict_proba(X)[:, 1])


@pytest.mark.parametrize("inner", [LogisticRegression(), KNeighborsClassifier(5)])
def test_labels_that_can_not_be_learned_have_their_share_as_probability(inner) -> None:
    sets = [f"all|{text}" if text else "all" for text in SETS]
    sets[7] += "|once"
    model = LabelSets(inner).fit(X, sets)
    stated = dict(zip(model.classes_, model.predict_proba(X[:1])[0], strict=True))
    assert stated["all"] == 1.0
    assert stated["once"] == pytest.approx(1 / 120)
    one = LabelSets(inner).fit(X, np.where(X[:, 1] > 0, "up", ""))
    assert one.predict_proba(X).shape == (120, 1)
    none = LabelSets(inner).fit(X, np.full(120, ""))
    assert none.predict(X).tolist() == [""] * 120


def test_vote_is_the_weighted_mean_of_its_members() -> None:
    members = [("a", LabelSets(LogisticRegression())), ("b", LabelSets(KNeighborsClassifier()))]
    vote = LabelVote(members, [0.75, 0.25]).fit(X, SETS)
    one, two = (each.fit(X, SETS).predict_proba(X) for _, each in members)
    np.testing.assert_allclose(vote.predict_proba(X), 0.75 * one + 0.25 * two)


def test_metrics_are_those_of_scikit_learn() -> None:
    labels = ["a", "b", "c"]
    random = np.random.default_rng(3)
    truth, stated = random.random((80, 3)) < 0.4, random.random((80, 3))
    sets = np.array(["|".join(np.array(labels)[row]) for row in truth])
    outputs = Outputs.of_labels(stated, np.array(labels))
    said = stated >= 0.5
    expected = {
        "average_precision_macro": sk.average_precision_score(truth, stated, average="macro"),
        "f1_macro": sk.f1_score(truth, said, average="macro"),
        "f1_micro": sk.f1_score(truth, said, average="micro"),
        "f1_samples": sk.f1_score(truth, said, average="samples", zero_division=1.0),
        "subset_accuracy": sk.accuracy_score(truth, said),
        "hamming_loss": sk.hamming_loss(truth, said),
        "label_ranking": sk.label_ranking_average_precision_score(truth, stated),
    }
    assert [metric.name for metric in metrics_for(Task.MULTILABEL)] == [
        "average_precision_macro",
        *(name for name in METRICS if name in expected and name != "average_precision_macro"),
    ]
    for name, value in expected.items():
        assert METRICS[name].compute(sets, outputs) == pytest.approx(value), name


def test_weight_of_a_row_is_how_often_it_counts() -> None:
    outputs = Outputs.of_labels(np.random.default_rng(5).random((40, 2)), np.array(["far", "up"]))
    weight = np.repeat([1.0, 3.0], 20)
    rows = np.repeat(np.arange(40), weight.astype(int))
    many = Outputs.of_labels(outputs.probabilities[rows], outputs.classes)
    for metric in metrics_for(Task.MULTILABEL):
        compute = getattr(label_metrics, metric.name)
        expected = metric.compute(SETS[rows], many)
        assert compute(SETS[:40], outputs, weight) == pytest.approx(expected), metric.name
    one, two = (LabelSets(LogisticRegression()) for _ in range(2))
    one.fit(X[:40], SETS[:40], sample_weight=weight)
    two.fit(X[rows], SETS[rows])
    np.testing.assert_allclose(one.predict_proba(X), two.predict_proba(X), atol=1e-3)


def test_label_that_the_model_does_not_know_counts_as_missed() -> None:
    outputs = Outputs.of_labels(np.array([[0.9], [0.1]]), np.array(["a"]))
    truth = np.array(["a|new", ""])
    assert aligned(truth, outputs).labels == ["a", "new"]
    assert METRICS["f1_micro"].compute(truth, outputs) == pytest.approx(2 / 3)
    assert METRICS["subset_accuracy"].compute(truth, outputs) == 0.5
    assert METRICS["average_precision_macro"].compute(truth, outputs) == pytest.approx(0.75)


def test_model_says_texts_of_the_form_of_the_target(labelled: Dataset) -> None:
    model = fit("linear", labelled)
    assert model.facts.classes == ("ants", "bees", "cats", "rare")
    assert model.facts.positive is None
    said = model.predict(labelled.X_test)
    stated = model.predict_proba(labelled.X_test)
    assert list(stated.columns) == ["ants", "bees", "cats", "rare"]
    # pandas itself reads this form
    dummies = said.str.get_dummies().reindex(columns=stated.columns, fill_value=0)
    pd.testing.assert_frame_equal(dummies.astype(bool), stated >= 0.5)


def test_categories_of_many_values_are_no_means_of_such_a_target(labelled: Dataset) -> None:
    prepare = fit("linear", labelled).pipeline.named_steps["prepare"]
    assert type(prepare.named_transformers_["many"]).__name__ == "OneHotEncoder"


@pytest.mark.parametrize("name", ["svm", "stacking"])
def test_recipe_that_can_not_is_refused_by_name_with_those_that_can(labelled, name) -> None:
    with pytest.raises(RefusedInput) as refused:
        cross_validate(name, labelled)
    assert f"The recipe '{name}' predicts binary, multiclass, regression" in str(refused.value)
    assert "Choose one of dummy" in str(refused.value)


def test_pipeline_of_ones_own_and_an_estimator_by_its_path_learn_sets(labelled: Dataset) -> None:
    numbers = labelled.X_train.columns[:5]
    own = make_pipeline(
        ColumnTransformer([("scale", StandardScaler(), list(numbers))]), LogisticRegression()
    )
    assert fit(own, labelled).facts.classes == ("ants", "bees", "cats", "rare")
    assert fit("sklearn.naive_bayes:GaussianNB", labelled).facts.task == "multilabel"
    with pytest.raises(RefusedInput, match="predict_proba"):
        fit(RidgeClassifier(), labelled)


def test_recipe_is_scored_beside_the_baseline_over_folds(labelled: Dataset) -> None:
    scored = cross_validate("linear", labelled, folds=3)
    assert scored.metric.name == "average_precision_macro"
    assert scored.folds == 3
    assert scored.baseline is not None
    assert scored.main.mean > scored.baseline.mean + 0.1


def test_search_tries_what_can_and_stacks_it(labelled: Dataset) -> None:
    found = search(labelled, trials=5, recipes=["linear", "knn", "forest"], folds=2, n_jobs=1)
    assert found.winner.mean > found.trials[0].mean + 0.1
    assert found.model.facts.task == "multilabel"


def test_network_has_a_sigmoid_for_each_label_and_says_so_without_keras(labelled: Dataset) -> None:
    model = fit("mlp", labelled, options={"epochs": 8})
    stated = model.predict_proba(labelled.X_test)
    assert not np.allclose(stated.sum(axis=1), 1.0, atol=0.05)
    rows = model.pipeline[:-1].transform(labelled.X_test).astype(np.float32)
    network = model.pipeline.named_steps["model"].keras_model()
    np.testing.assert_allclose(network.predict(rows, verbose=0), stated, atol=1e-5)
    score = METRICS["average_precision_macro"]
    base, mine = (
        score.score(each, labelled.X_test, labelled.y_test.to_numpy())
        for each in (model.baseline, model.pipeline)
    )
    assert mine > base + 0.1
    again = fit("mlp", labelled, options={"epochs": 8})
    np.testing.assert_array_equal(again.predict_proba(labelled.X_test), stated)
