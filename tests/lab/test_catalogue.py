from __future__ import annotations

import json
from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.lab.catalogue import catalogue, make_copy
from mlbench.parameters.reader import read_contract

STUDY = """\
study: flowers
data: {source: data.csv, target: kind, task: multiclass}
steps:
  - model: {recipe: linear}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "studies").mkdir(parents=True)
    (folder / "studies" / "study.yaml").write_text(STUDY)
    (folder / "studies" / "data.csv").write_text("a,kind\n1,x\n2,y\n")
    for hidden in (".git/x.csv", "runs/y.csv", "node_modules/z.csv"):
        (folder / hidden).parent.mkdir(parents=True)
        (folder / hidden).touch()
    (tmp_path / "outside.csv").write_text("a\n1\n")
    (tmp_path / "study.yaml").write_text(STUDY)
    return folder


def defaults(root: Path, path: str) -> dict[str, object]:
    return {p.name: p.default for p in read_contract(root / path).parameters}


def test_catalogue_offers_every_template_and_studies_before_data(root) -> None:
    found = catalogue(root)
    assert [t["name"] for t in found["templates"]] == ["explore", "model", "evaluate", "export"]
    assert all(t["question"].endswith("?") for t in found["templates"])
    values = [(c["value"], c["kind"]) for c in found["choices"]]
    assert values[:2] == [("studies/study.yaml", "study"), ("studies/data.csv", "data")]
    assert {value.partition(":")[0] for value, _ in values[2:]} == {"sklearn"}


def test_copy_of_a_template_stands_in_notebooks_with_a_form_and_a_warm_kernel(root) -> None:
    path = make_copy(root, "model", "My look", "sklearn:iris", "target")
    assert path == "notebooks/My look.ipynb"
    notebook = json.loads((root / path).read_text())
    assert notebook["metadata"]["kernelspec"]["name"] == "mlbench"
    codes = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert codes[2] == "import mlbench\n\nmlbench.step().form()"
    assert defaults(root, path)["source"] == "sklearn:iris"


def test_file_below_the_root_is_named_as_the_copy_sees_it(root) -> None:
    path = make_copy(root, "explore", "x", "studies/data.csv", "kind")
    assert defaults(root, path)["source"] == "../studies/data.csv"


def test_study_fills_in_its_own_words(root) -> None:
    path = make_copy(root, "model", "x", "studies/study.yaml", "")
    found = defaults(root, path)
    assert (found["source"], found["target"]) == ("../studies/data.csv", "kind")
    assert (found["task"], found["recipe"]) == ("multiclass", "linear")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("../../evil", "evil"),
        ("/etc/passwd", "etc-passwd"),
        ("..", None),
        ("", None),
        ("   ", None),
        ("...///", None),
        ("a\x00b\nc", "a-b-c"),
        ("<script>", "script"),
        ("x.ipynb", "x"),
        (".hidden", "hidden"),
        ("é" * 200, "é" * 80),
        ("CON: 1", "CON- 1"),
    ],
)
def test_hostile_name_becomes_a_plain_one_or_is_refused(root, name, made) -> None:
    before = {p for p in root.parent.rglob("*") if p.is_file()}
    if made is None:
        with pytest.raises(RefusedInput, match="must have a name with a letter or a digit"):
            make_copy(root, "explore", name, "", "")
        assert {p for p in root.parent.rglob("*") if p.is_file()} == before
        return
    assert make_copy(root, "explore", name, "", "") == f"notebooks/{made}.ipynb"
    [new] = {p for p in root.parent.rglob("*") if p.is_file()} - before
    assert new == root / "notebooks" / f"{made}.ipynb"


def test_existing_notebook_is_never_touched(root) -> None:
    (root / "notebooks").mkdir()
    mine = root / "notebooks" / "mine.ipynb"
    mine.write_text("my own")
    with pytest.raises(RefusedInput, match="already exists"):
        make_copy(root, "explore", "mine", "", "")
    assert mine.read_text() == "my own"


@pytest.mark.parametrize(
    "study", ["../study.yaml", "/etc/hostname.yaml", "studies/../../study.yaml"]
)
def test_study_outside_the_root_is_not_read(root, study) -> None:
    with pytest.raises(RefusedInput):
        make_copy(root, "model", "x", study, "")
    assert not (root / "notebooks" / "x.ipynb").exists()


def test_data_outside_the_root_is_left_as_it_was_written(root) -> None:
    path = make_copy(root, "explore", "x", "../outside.csv", "")
    assert defaults(root, path)["source"] == "../outside.csv"


def test_unknown_template_and_a_study_without_that_step_are_sentences(root) -> None:
    with pytest.raises(RefusedInput, match=r"'modle' is not a template\. Did you mean 'model'"):
        make_copy(root, "modle", "x", "", "")
    with pytest.raises(RefusedInput, match="has no step of the template 'export'"):
        make_copy(root, "export", "x", "studies/study.yaml", "")
