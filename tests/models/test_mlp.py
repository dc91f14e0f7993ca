"""The Keras networks as scikit-learn estimators."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.preprocessing import StandardScaler

from mlbench.models.keras_fit import engine
from mlbench.models.mlp import MLPClassifier, MLPRegressor

RANDOM = np.random.default_rng(0)
X = RANDOM.normal(size=(240, 5)).astype(np.float32)
LABELS = np.where(X[:, 0] + X[:, 1] > 0, "up", "down")


@pytest.fixture(scope="module")
def fitted() -> MLPClassifier:
    return MLPClassifier(epochs=8, hidden=(16,)).fit(X, LABELS)


def test_labels_of_any_type_are_learned(fitted: MLPClassifier) -> None:
    assert fitted.score(X, LABELS) > 0.9
    assert list(fitted.classes_) == ["down", "up"]


def test_three_classes_are_learned() -> None:
    three = np.digitize(X[:, 0], [-0.4, 0.4]) * 10
    model = MLPClassifier(epochs=15, hidden=(16,)).fit(X, three)
    assert model.predict_proba(X).shape == (240, 3)
    assert model.score(X, three) > 0.8


def test_numbers_are_learned_whatever_their_scale() -> None:
    y = 1e6 + 1e4 * X[:, 0]
    assert MLPRegressor(epochs=25, hidden=(16,), batch_size=16).fit(X, y).score(X, y) > 0.9


def test_weights_predict_what_keras_predicts(fitted: MLPClassifier) -> None:
    by_keras = fitted.keras_model().predict(X, verbose=0)
    np.testing.assert_allclose(fitted.predict_proba(X), by_keras, atol=1e-6)


def test_same_seed_gives_the_same_bits(fitted: MLPClassifier) -> None:
    again = clone(fitted).fit(X, LABELS)
    np.testing.assert_array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.history_ == fitted.history_


def test_training_stops_when_it_no_longer_helps() -> None:
    noise = RANDOM.integers(0, 2, len(X))
    model = MLPClassifier(epochs=30, patience=2, learning_rate=0.02).fit(X, noise)
    assert len(model.history_["val_loss"]) < 30


def test_tensorflow_is_not_imported_before_a_fit() -> None:
    code = "import sys, mlbench.models.recipes.mlp; print('tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_training_writes_nothing_to_the_terminal() -> None:
    code = (
        "import numpy as np; from mlbench.models.mlp import MLPClassifier;"
        "MLPClassifier(epochs=1).fit(np.eye(20, dtype='f4'), [0, 1] * 10)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_network_that_a_later_fold_inherits_is_trained_to_the_same_bits(cancer) -> None:
    numbers = StandardScaler().fit_transform(cancer.X_train.select_dtypes("number"))
    labels = np.asarray(cancer.y_train)

    def bits(seed: int, rows: int) -> list[bytes]:
        fitted = MLPClassifier(seed=seed, epochs=4).fit(numbers[:rows], labels[:rows])
        return [array.tobytes() for layer in fitted.weights_ for array in layer]

    engine._last = None
    fresh = bits(0, 300)
    assert bits(1, 280) != fresh
    assert bits(0, 300) == fresh
    engine._last = None
    assert bits(0, 300) == fresh


def test_fit_draws_nothing_from_the_random_numbers_of_tensorflow(fitted: MLPClassifier) -> None:
    import tensorflow as tf

    def drawn(between) -> list[float]:
        tf.random.set_seed(7)
        first = tf.random.uniform([])
        between()
        return [float(first), float(tf.random.uniform([]))]

    alone = drawn(lambda: None)
    assert drawn(lambda: clone(fitted).fit(X, LABELS)) == alone
