"""Bundles: complete, the same bits in a new process, and refused when tampered with."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from mlbench.data.dataset import Dataset
from mlbench.errors import DataError, RefusedInput, StoreError
from mlbench.evaluation.evaluation import evaluate
from mlbench.export.bundle import Bundle, export_bundle, load_bundle
from mlbench.models.training import fit
from mlbench.store import files

RECIPES = ["dummy", "linear", "forest", "boosting", "mlp"]


@pytest.fixture(scope="module")
def bundles(mixed: Dataset, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    place = tmp_path_factory.mktemp("bundles")
    return {name: export_bundle(fit(name, mixed), mixed, place / name) for name in RECIPES}


@pytest.fixture
def bundle(mixed: Dataset, tmp_path: Path) -> Bundle:
    return export_bundle(fit("linear", mixed), mixed, tmp_path / "bundle")


def test_every_recipe_says_the_same_bits_in_a_new_process(bundles: dict[str, Bundle]) -> None:
    code = (
        "import json, sys; from mlbench.export.bundle import load_bundle;"
        "print(json.dumps([load_bundle(path).score_example() for path in sys.argv[1:]]))"
    )
    folders = [str(bundle.folder) for bundle in bundles.values()]
    done = subprocess.run(
        [sys.executable, "-c", code, *folders], capture_output=True, text=True, check=True
    )
    for said, bundle in zip(json.loads(done.stdout), bundles.values(), strict=True):
        expected = {name: value for name, value in bundle.example.items() if name != "rows"}
        assert said == expected


@pytest.mark.parametrize("name", RECIPES)
def test_bundle_predicts_what_the_model_in_memory_predicts(
    name: str, bundles: dict[str, Bundle], mixed: Dataset
) -> None:
    model = fit(name, mixed)
    found = bundles[name].predict_proba(mixed.X_test)
    assert found.equals(model.predict_proba(mixed.X_test))
    assert bundles[name].predict(mixed.X_test).equals(model.predict(mixed.X_test))


def test_answers_to_the_example_are_those_to_the_dataset_rows(
    bundles: dict[str, Bundle], mixed: Dataset
) -> None:
    for bundle in bundles.values():
        rows = mixed.X_test.head(5)
        assert bundle.example["probabilities"] == bundle.predict_proba(rows).to_numpy().tolist()


@pytest.mark.parametrize("name", ["linear", "boosting"])
def test_regression_goes_all_the_way(name: str, diabetes: Dataset, tmp_path: Path) -> None:
    bundle = export_bundle(fit(name, diabetes), diabetes, tmp_path / "bundle")
    assert bundle.score_example()["predictions"] == bundle.example["predictions"]
    with pytest.raises(RefusedInput, match="classes"):
        bundle.predict_proba(diabetes.X_test)


def test_check_scores_the_example_in_another_process(bundle: Bundle) -> None:
    import os

    check = bundle.check()
    assert check.rows == 5
    assert check.process != os.getpid()
    assert "last bit" in repr(check)


def test_check_raises_when_an_answer_differs_in_a_bit(bundle: Bundle) -> None:
    example = bundle.example
    example["probabilities"][2][0] += 2**-50
    with pytest.raises(StoreError) as refused:
        bundle.check()
    assert refused.value.code == "BUNDLE_DIFFERS"
    assert "row 3" in str(refused.value)


def test_manifest_names_every_file_with_hash_and_versions(bundle: Bundle) -> None:
    listed = bundle.manifest["files"]
    assert sorted(listed) == ["example.json", "model.skops", "model_card.md", "schema.json"]
    for name, entry in listed.items():
        assert entry["sha256"] == files.sha256(bundle.folder / name)
        assert entry["bytes"] == (bundle.folder / name).stat().st_size
    assert {"format", "mlbench", "created", "python", "packages", "data", "recipe"} <= set(
        bundle.manifest
    )


@pytest.mark.parametrize("name", ["model.skops", "schema.json", "model_card.md"])
def test_changed_file_is_refused_with_both_hashes(name: str, bundle: Bundle) -> None:
    path = bundle.folder / name
    before = files.sha256(path)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(StoreError) as refused:
        load_bundle(bundle.folder)
    for said in (name, before, files.sha256(path)):
        assert said in str(refused.value)


def test_missing_file_is_refused_by_name(bundle: Bundle) -> None:
    (bundle.folder / "schema.json").unlink()
    with pytest.raises(StoreError, match=r"schema\.json"):
        load_bundle(bundle.folder)


def test_manifest_that_points_outside_is_refused(bundle: Bundle) -> None:
    (bundle.folder.parent / "secret").write_text("x")
    manifest = dict(bundle.manifest)
    outside = {"../secret": {"sha256": files.sha256(bundle.folder.parent / "secret"), "bytes": 1}}
    (bundle.folder / "manifest.json").write_text(json.dumps({**manifest, "files": outside}))
    with pytest.raises(StoreError, match="no plain file"):
        load_bundle(bundle.folder)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1, "files": 3}', '{"format": 99, "files": {}}']
)
def test_broken_manifest_is_refused(text: str, bundle: Bundle) -> None:
    (bundle.folder / "manifest.json").write_text(text)
    with pytest.raises(StoreError):
        load_bundle(bundle.folder)


def test_folder_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="not a bundle"):
        load_bundle(tmp_path)


def test_bundle_is_replaced_as_a_whole_and_leaves_nothing_behind(
    bundle: Bundle, mixed: Dataset
) -> None:
    again = export_bundle(fit("dummy", mixed), mixed, bundle.folder)
    assert again.manifest["recipe"] == "dummy"
    assert [path.name for path in bundle.folder.parent.iterdir()] == ["bundle"]


def test_failed_export_keeps_the_old_bundle(bundle: Bundle, mixed: Dataset) -> None:
    model = fit("linear", mixed)
    model.pipeline.named_steps["model"].stowaway = subprocess.Popen.__init__
    with pytest.raises(StoreError):
        export_bundle(model, mixed, bundle.folder)
    assert load_bundle(bundle.folder).manifest == bundle.manifest
    assert [path.name for path in bundle.folder.parent.iterdir()] == ["bundle"]


def test_folder_with_other_files_is_never_replaced(mixed: Dataset, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(RefusedInput, match="other files"):
        export_bundle(fit("dummy", mixed), mixed, tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_unknown_format_is_refused(mixed: Dataset, tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="pickle"):
        export_bundle(fit("dummy", mixed), mixed, tmp_path / "b", formats=["pickle"])
    assert not (tmp_path / "b").exists()


def test_rows_without_a_feature_are_refused_by_name(bundle: Bundle, mixed: Dataset) -> None:
    with pytest.raises(DataError, match="'flag'"):
        bundle.predict(mixed.X_test.drop(columns="flag"))


def test_order_of_columns_is_irrelevant(bundle: Bundle, mixed: Dataset) -> None:
    turned = mixed.X_test[mixed.X_test.columns[::-1]]
    assert bundle.predict(turned).equals(bundle.predict(mixed.X_test))


def test_schema_describes_every_feature(bundle: Bundle, mixed: Dataset) -> None:
    assert list(bundle.schema["properties"]) == mixed.features
    assert bundle.schema["required"] == mixed.features
    assert bundle.schema["properties"]["day"]["format"] == "date-time"
    assert bundle.schema["properties"]["colour"]["x-seen"]["categories"]


def test_card_holds_the_figures_and_shows_data_as_text(mixed: Dataset, tmp_path: Path) -> None:
    model = fit("linear", mixed)
    results = evaluate(model, mixed, bootstraps=50).record()
    bundle = export_bundle(model, mixed, tmp_path / "bundle", results=results)
    assert "| ROC AUC | " in bundle.card
    assert "dummy baseline reaches ROC AUC 0.5" in bundle.card
    assert "MB217" in bundle.card
    assert mixed.fingerprint[:16] in bundle.card


def test_hostile_names_stay_text_in_the_card(tmp_path: Path) -> None:
    from mlbench.data.load import load

    evil = "<img src=x onerror=alert(1)>|[a](javascript:b)"
    frame = pd.DataFrame({evil: range(60), "y": ["u", "v"] * 30})
    frame.to_parquet(tmp_path / "evil.parquet")
    data = load(str(tmp_path / "evil.parquet"), "y")
    bundle = export_bundle(fit("dummy", data), data, tmp_path / "bundle")
    assert "<img" not in bundle.card
    assert "[a](" not in bundle.card


def test_html_lists_files_with_size_and_hash(bundle: Bundle) -> None:
    shown = bundle._repr_html_()
    for name, entry in bundle.manifest["files"].items():
        assert name in shown
        assert entry["sha256"] in shown
