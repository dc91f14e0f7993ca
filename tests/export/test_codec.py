"""Model files: no code in them, audited on both ways, whole or refused."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer
from skops import io

from mlbench.data.dataset import Dataset
from mlbench.errors import StoreError
from mlbench.export.codec import EstimatorCodec
from mlbench.models.training import fit
from mlbench.store import artifacts


class Stranger(BaseEstimator):
    """An estimator that is on nobody's list."""


def test_store_keeps_models_and_bare_estimators(mixed: Dataset, tmp_path: Path) -> None:
    model = fit("boosting", mixed)
    artifacts.save(tmp_path, "model", model)
    found = artifacts.load([tmp_path], "model")
    assert found.facts == replace(model.facts, seconds=None)
    assert found.predict_proba(mixed.X_test).equals(model.predict_proba(mixed.X_test))
    bare = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    artifacts.save(tmp_path, "bare", bare)
    np.testing.assert_array_equal(artifacts.load([tmp_path], "bare").coef_, bare.coef_)


@pytest.mark.parametrize("recipe", ["linear", "forest", "boosting", "mlp"])
def test_the_same_model_is_the_same_file_to_the_last_byte(
    recipe: str, mixed: Dataset, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.skops" for number in range(2)]
    for path in paths:
        kept = fit(recipe, mixed, seed=3)
        EstimatorCodec().write(kept, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    EstimatorCodec().write(fit(recipe, mixed, seed=4), paths[1])
    assert paths[0].read_bytes() != paths[1].read_bytes()


def test_what_is_kept_twice_is_one_object_and_own_names_stay(tmp_path: Path) -> None:
    shared = np.arange(5.0)
    bare = LogisticRegression()
    bare.mine = {"file": "a.npy", "__id__": 7, "one": shared, "two": shared}
    EstimatorCodec().write(bare, tmp_path / "bare.skops")
    found = EstimatorCodec().read(tmp_path / "bare.skops").mine
    assert found["one"] is found["two"]
    assert (found["file"], found["__id__"]) == ("a.npy", 7)


def test_asking_the_codec_imports_nothing_heavy() -> None:
    code = (
        "import sys; from mlbench.export.codec import EstimatorCodec;"
        "assert not EstimatorCodec().accepts('text');"
        "print([m for m in ('sklearn', 'skops', 'pandas', 'tensorflow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['pandas']")


def test_type_that_is_not_on_the_list_is_refused_when_saved(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refused:
        artifacts.save(tmp_path, "stranger", Stranger())
    assert "Stranger" in str(refused.value)
    assert refused.value.code == "TYPES_REFUSED"
    assert not list(tmp_path.iterdir())


def test_function_within_a_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="system"):
        EstimatorCodec().write(FunctionTransformer(__import__("os").system), tmp_path / "f.skops")


def test_type_that_is_not_on_the_list_is_refused_when_loaded(tmp_path: Path) -> None:
    path = tmp_path / "stranger.skops"
    io.dump({"format": 1, "kind": "estimator", "estimator": Stranger()}, path)
    with pytest.raises(StoreError) as refused:
        EstimatorCodec().read(path)
    assert "Stranger" in str(refused.value)


def _save(model, path: Path) -> Path:
    EstimatorCodec().write(model, path)
    return path


def test_boosted_tree_that_points_outside_of_itself_is_refused(
    mixed: Dataset, tmp_path: Path
) -> None:
    for field, value in (("left", 10_000), ("right", 0), ("feature_idx", 999)):
        model = fit("boosting", mixed)
        model.pipeline.named_steps["model"]._predictors[0][0].nodes[field][0] = value
        with pytest.raises(StoreError) as refused:
            EstimatorCodec().read(_save(model, tmp_path / "m.skops"))
        assert refused.value.code == "MODEL_UNSOUND", field


def test_forest_tree_that_points_outside_of_itself_is_refused(
    mixed: Dataset, tmp_path: Path
) -> None:
    for name, value in (("left_child", 10_000), ("right_child", 0), ("feature", 999)):
        model = fit("forest", mixed)
        tree = model.pipeline.named_steps["model"].estimators_[0].tree_
        state = tree.__getstate__()
        nodes = state["nodes"].copy()
        nodes[name][0] = value
        tree.__setstate__({**state, "nodes": nodes})
        with pytest.raises(StoreError) as refused:
            EstimatorCodec().read(_save(model, tmp_path / "m.skops"))
        assert refused.value.code == "MODEL_UNSOUND", name


def test_damaged_file_is_refused(mixed: Dataset, tmp_path: Path) -> None:
    path = _save(fit("linear", mixed), tmp_path / "m.skops")
    content = path.read_bytes()
    for cut in (0, 10, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:cut])
        with pytest.raises(StoreError):
            EstimatorCodec().read(path)


def test_file_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.skops"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", b"0" * 120_000_000)
    with pytest.raises(StoreError) as refused:
        EstimatorCodec().read(path)
    assert refused.value.code == "MODEL_TOO_LARGE"


def test_file_of_a_newer_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.skops"
    io.dump({"format": 99, "kind": "estimator", "estimator": LogisticRegression()}, path)
    with pytest.raises(StoreError) as refused:
        EstimatorCodec().read(path)
    assert refused.value.code == "MODEL_FORMAT"
