"""The fit of a network: the same bits each time, wherever it is done, on either backend."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from nbformat import v4
from sklearn.pipeline import Pipeline

import mlbench
from mlbench.errors import RefusedInput, TrainingDiverged
from mlbench.models.build import build
from mlbench.models.keras_fit import engine, on_tensorflow, place
from mlbench.models.keras_fit.plan import Plan, flat
from mlbench.models.mlp import MLPClassifier, MLPRegressor
from mlbench.models.training import fit

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="PyTorch is not installed: pip install 'mlbench[torch]'",
)

FIT = """
import hashlib
import numpy as np
from mlbench.models.mlp import MLPClassifier
random = np.random.default_rng(0)
X = random.normal(size=(400, 6)).astype("f4")
X[:, 0] = random.integers(-2, 9, 400)
y = np.where((X[:, 1] > 0) ^ (X[:, 0] > 4), "up", "down")
net = MLPClassifier(categorical=1, epochs=6, keras_backend="{backend}").fit(X, y)
arrays = [*net.tables_, *(array for layer in net.weights_ for array in layer)]
bits = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
"""


def here(backend: str) -> tuple[str, MLPClassifier, np.ndarray]:
    space: dict = {}
    exec(FIT.format(backend=backend), space)
    return space["bits"], space["net"], space["X"]


def in_a_new_process(backend: str) -> str:
    code = FIT.format(backend=backend) + "print(bits)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def in_a_warm_kernel(folder: Path, backends: list[str]) -> dict[str, str]:
    """Fit in a notebook that has Keras imported already."""
    record = "mlbench.step().record({backend}=bits)"
    fits = [(FIT + record).format(backend=backend) for backend in backends]
    cells = ["import keras, mlbench", *fits]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(code) for code in cells])
    notebook.metadata.kernelspec = {"name": "mlbench", "display_name": "warm"}
    (folder / "fit.ipynb").write_text(json.dumps(notebook))
    values = mlbench.run(str(folder / "fit.ipynb"), runs_folder=folder / "runs").values
    return {backend: str(values[backend]) for backend in backends}


def test_same_seed_gives_the_same_bits_in_new_processes_and_warm_kernels(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    backends = [name for name in place.BACKENDS if importlib.util.find_spec(name)]
    bits = {backend: here(backend)[0] for backend in backends}
    assert {backend: in_a_new_process(backend) for backend in backends} == bits
    assert in_a_warm_kernel(tmp_path, backends) == bits


@pytest.mark.parametrize("largest", [0, 10**9], ids=["by all threads", "by one thread"])
@pytest.mark.parametrize("kind", ["classes", "labels", "numbers"])
def test_steps_are_those_of_a_keras_network_with_adam(kind, largest, monkeypatch) -> None:
    # both ways on one small network: in a large one Adam makes steps of what is rounded off
    monkeypatch.setattr(on_tensorflow, "_LARGE", largest)
    monkeypatch.setattr(engine, "_last", None)  # an engine keeps the way that it was made for
    outputs, several = {"classes": (3, False), "labels": (2, True), "numbers": (1, False)}[kind]
    # no categories: Keras leaves an embedding as it is that a batch has no row of
    plan = Plan((), 5, (8, 5), outputs, kind != "numbers", 1, 16, 0.01, 1, 7, "", several)
    random = np.random.default_rng(3)
    X = random.normal(size=(150, plan.inputs)).astype("f4")
    y = {
        "classes": random.integers(0, 3, 150).astype("i4"),
        "labels": random.integers(0, 2, (150, 2)).astype("f4"),
        "numbers": X[:, 3] - X[:, 4],
    }[kind]
    weight = random.uniform(0.5, 2, 150).astype("f4")
    order = random.permutation(150).astype("i4")

    ours = engine.engine_for(plan)
    for rate in (0.01, 0.005):
        ours.rate = rate
        ours.run((X, y, weight, order))

    theirs = engine.keras_network(plan)
    theirs.set_weights(flat(plan.initial_weights()))
    for rate in (0.01, 0.005):
        theirs.optimizer.learning_rate = rate
        for start in range(0, 150, 16):
            rows = order[start : start + 16]
            theirs.train_on_batch(X[rows], y[rows], sample_weight=weight[rows])
    for learned, expected in zip(ours.weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(learned, expected, atol=2e-5)


@needs_torch
def test_both_backends_learn_the_same_but_for_rounding() -> None:
    _, on_tensorflow, X = here("tensorflow")
    _, on_torch, _ = here("torch")
    assert on_torch.trained_["backend"].startswith("torch 2.")
    assert on_tensorflow.trained_["backend"].startswith("tensorflow 2.")
    np.testing.assert_allclose(on_torch.predict_proba(X), on_tensorflow.predict_proba(X), atol=1e-3)


@needs_torch
def test_loss_that_runs_away_on_torch_is_named_and_the_next_fit_goes_on() -> None:
    X = np.random.default_rng(0).normal(size=(200, 3))
    with pytest.raises(TrainingDiverged, match=r"It became (nan|inf) in epoch \d+\."):
        MLPRegressor(learning_rate=1e35, keras_backend="torch").fit(X, X[:, 0])
    net = MLPRegressor(epochs=3, keras_backend="torch").fit(X, X[:, 0])
    assert len(net.history_["val_loss"]) == 3


@needs_torch
def test_process_of_the_other_backend_ends_with_the_one_that_wanted_it() -> None:
    code = FIT.format(backend="torch") + (
        "from mlbench.models.keras_fit import place\nprint(place._children['torch']._process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    try:
        child = os.pidfd_open(int(done.stdout))
    except ProcessLookupError:
        return
    ended, _, _ = select.select([child], [], [], 20)
    os.close(child)
    assert ended


@needs_torch
def test_model_is_fitted_and_exported_on_torch_and_says_so(cancer, tmp_path) -> None:
    model = fit("mlp", cancer, keras_backend="torch")
    assert model.summary()["Computed by"].startswith("Keras on torch 2.")
    bundle = mlbench.export_bundle(model, cancer, tmp_path / "bundle")
    assert bundle.check().rows == 5


def test_backend_that_is_unknown_or_missing_is_refused(iris, monkeypatch) -> None:
    with pytest.raises(RefusedInput, match=r"must be one of tensorflow, torch\. Got 'tensorflo'"):
        fit("mlp", iris, keras_backend="tensorflo")
    monkeypatch.setattr(place, "BACKENDS", ("tensorflow", "not_there"))
    with pytest.raises(RefusedInput, match=r"needs the package not_there\. It is not installed"):
        fit("mlp", iris, keras_backend="not_there")


def test_backend_reaches_networks_within_other_models_and_leaves_the_rest_alone(iris) -> None:
    stack = Pipeline([("model", MLPClassifier())])
    place.on_backend(stack, "tensorflow")
    assert stack.named_steps["model"].keras_backend == "tensorflow"
    place.on_backend(build("linear", iris), "tensorflow")


def test_categories_get_an_embedding_and_unknown_ones_a_mean() -> None:
    random = np.random.default_rng(1)
    codes = random.integers(0, 4, 600)
    X = np.column_stack([codes, random.normal(size=600)])
    net = MLPClassifier(categorical=1, epochs=20).fit(X, codes % 2 == 0)
    [table] = net.tables_
    assert table.shape == (6, 4)
    assert net.score(X, codes % 2 == 0) > 0.95
    shares = np.bincount(codes, minlength=4) / len(codes)
    np.testing.assert_allclose(table[0], shares @ table[2:], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(table[0], table[1])
    strange = np.array([[-1.0, 0.3], [-2.0, 0.3], [99.0, 0.3]])
    assert len(np.unique(net.predict_proba(strange), axis=0)) == 1
    np.testing.assert_allclose(
        net.keras_model().predict(strange, verbose=0), net.predict_proba(strange), atol=1e-6
    )


def test_rows_of_more_weight_count_more() -> None:
    X = np.random.default_rng(0).normal(size=(300, 2))
    y = np.arange(300) % 2
    heavy = MLPClassifier(epochs=5).fit(X, y, sample_weight=np.where(y, 20.0, 1.0))
    assert heavy.predict_proba(X)[:, 1].mean() > 0.8


def test_rate_is_lowered_when_it_no_longer_helps() -> None:
    random = np.random.default_rng(0)
    X, noise = random.normal(size=(240, 5)), random.integers(0, 2, 240)
    rates = MLPClassifier(epochs=30, learning_rate=0.02).fit(X, noise).history_["learning_rate"]
    assert rates[0] == pytest.approx(0.02)
    assert rates[-1] <= 0.01


def test_notebook_says_where_a_network_was_fitted_and_how_repeatably(iris) -> None:
    words = fit("mlp", iris).summary()
    assert words["Computed by"].startswith("Keras on tensorflow 2.")
    assert "CPU, " in words["Computed by"] or "GPU" in words["Computed by"]
    assert words["Reproducible"].startswith(("the same bits", "not to the last bit"))
    assert "Computed by" not in fit("linear", iris).summary()


def test_what_a_network_cannot_learn_from_is_refused_in_words() -> None:
    X = np.ones((20, 2))
    for column, y in ((np.nan, np.zeros(20)), (1.0, np.full(20, np.inf))):
        with pytest.raises(ValueError, match=r"NaN|infinity"):
            MLPRegressor().fit(np.where([[True, False]], column, X), y)
