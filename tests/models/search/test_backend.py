"""A search whose networks are fitted on another backend of Keras."""

from __future__ import annotations

import importlib.util

import pytest

from mlbench.data.dataset import Dataset
from mlbench.errors import RefusedInput
from mlbench.models.choice import choose
from mlbench.models.search.search import search

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None,
    reason="PyTorch is not installed: pip install 'mlbench[torch]'",
)


@needs_torch
def test_search_fits_its_networks_on_torch_and_says_so(iris: Dataset) -> None:
    found = search(iris, trials=2, recipes=["mlp"], folds=2, n_jobs=2, keras_backend="torch")
    assert found.best.recipe == "mlp"
    assert found.winner.mean > 0.7
    assert "torch" in found.model.facts.training["Computed by"]
    assert len(found.model.predict(iris.X_test)) == len(iris.X_test)


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_backend_that_is_not_there_is_refused_before_the_search(
    backend: str, iris: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlbench.models.keras_fit.place.find_spec", lambda _: None)
    with pytest.raises(RefusedInput) as refused:
        choose("auto", iris, trials=2, keras_backend=backend)
    assert refused.value.code == ("BACKEND_MISSING" if backend == "torch" else "BACKEND_UNKNOWN")
