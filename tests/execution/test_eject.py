"""Ejecting a template: the study's file, the copy, and runs before and after."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import mlbench
from mlbench.errors import RefusedInput
from mlbench.execution.eject import eject, the_study
from mlbench.execution.step_text import with_notebook
from mlbench.execution.study import study_of
from mlbench.parameters.yaml_text import parse_yaml
from mlbench.store import files

STUDY = """\
# Which iris?   (spacing and comments are mine)
study:   iris
data: {source: sklearn:iris, target: target, split: {test: 0.3, seed: 3}}
metric: accuracy   # not the usual one

steps:
  - model: {recipe: linear,   compare: []}   # quick
  - evaluate:
      bootstraps: 60   # few

  # that's all
"""
HEAD = "study: a\ndata: {source: sklearn:iris}\n"


@pytest.fixture
def study(workplace: Path) -> Path:
    path = workplace / "study.yaml"
    path.write_text(STUDY)
    return path


def _refused(*words: object, **options: object) -> str:
    with pytest.raises(RefusedInput) as caught:
        eject(*words, **options)
    return str(caught.value)


def test_ejected_step_records_what_the_template_recorded(study: Path) -> None:
    before = mlbench.run(str(study))
    eject("model", study)
    eject("evaluate", study)
    after = mlbench.run(str(study))
    assert (before.state, after.state) == ("done", "done")
    figures = [
        {k: v for k, v in run.values.items() if "seconds" not in k} for run in (before, after)
    ]
    assert figures[0] == figures[1]
    assert figures[0]["cv_metric"] == "accuracy"
    first, second = (
        [(step.name, step.parameters) for step in run.record.steps] for run in (before, after)
    )
    assert first == second
    assert [step.template for step in after.record.steps] == ["model.ipynb", "evaluate.ipynb"]
    assert before.record.data["fingerprint"] == after.record.data["fingerprint"]


def test_edited_copy_is_what_the_study_runs(study: Path) -> None:
    copy = eject("model", study).notebook
    notebook = json.loads(copy.read_text())
    notebook["cells"][-1]["source"] = "step.record(mine=17)"
    copy.write_text(json.dumps(notebook))
    study.write_text(study.read_text().partition("  - evaluate")[0])
    assert mlbench.run(str(study)).values["mine"] == 17


def test_only_the_step_changes_in_the_file(study: Path) -> None:
    eject("model", study, name="my model")
    assert study.read_text() == STUDY.replace(
        "  - model: {recipe: linear,   compare: []}   # quick\n",
        "  - name: model\n    notebook: my model.ipynb\n"
        "    parameters: {recipe: linear,   compare: []}   # quick\n",
    )
    assert (study.parent / "my model.ipynb").is_file()


@pytest.mark.parametrize(
    "steps",
    [
        "steps:\n- model # why\n- evaluate\n",
        "steps:\r\n  - model:   # why\r\n  - evaluate\r\n",
        "steps:\n  - model: ~ # why\n",
        "steps:\n  - 'model': {seed: 1}\n",
        "steps:\n  - {model: {seed: 1}}\n",
        "steps: [explore, model, evaluate]\n",
        "steps: [explore, model: {seed: 1}, evaluate]\n",
        "steps: [{model: null}]\n",
        "steps:\n  - template: model # why\n    parameters:\n      seed: 1\n",
        "steps:\n  - explore\n  - parameters: {seed: 1}\n    after: [explore]\n    name: mine\n    template: 'model'\n",
        "steps: [{template: model, parameters: {seed: 1}}]\n",
        "steps:\n  - model:\n      seed: 1 # one\n\n      folds: 3\n  - explore\n",
        "steps:\n  - model: {seed: 1,\n            folds: 3}\n",
        "steps:\n  - explore\n  - model",
    ],
)
def test_step_in_any_form_keeps_name_parameters_and_order(steps: str) -> None:
    ends = "\r\n" if "\r\n" in steps else "\n"
    text = HEAD.replace("\n", ends) + steps
    was = study_of(parse_yaml(text, "it"), "it")
    [number] = [n for n, step in enumerate(was.steps) if step.template == "model"]
    name = was.steps[number].name
    changed = with_notebook(text, number, name, "yes: no.ipynb")
    now = study_of(parse_yaml(changed, "it"), "it")
    wanted = [*was.steps]
    wanted[number] = wanted[number].model_copy(update={"template": "", "notebook": "yes: no.ipynb"})
    assert now.steps == wanted
    assert changed.count("#") == text.count("#")
    assert changed.count("\r\n") in (0, changed.count("\n"))


def test_step_written_by_an_alias_is_refused_and_nothing_is_written(study: Path) -> None:
    text = (
        HEAD
        + "steps:\n  - template: model\n    parameters: &p {seed: 1}\n  - template: evaluate\n    parameters: *p\n"
    )
    study.write_text(text)
    eject("evaluate", study)
    assert study.read_text() == text.replace(
        "template: evaluate", "name: evaluate\n    notebook: evaluate.ipynb"
    )
    tangled = HEAD + "steps:\n  - &s {template: model, name: a}\n  - {<<: *s, name: b}\n"
    study.write_text(tangled)
    assert "in a way that can't be changed by itself" in _refused("model", study, step="b")
    assert study.read_text() == tangled
    shared = HEAD + "steps:\n  - template: &t model\n    name: a\n  - template: *t\n    name: b\n"
    study.write_text(shared)
    assert "in a way that can't be changed by itself" in _refused("model", study, step="b")
    assert study.read_text() == shared
    assert not (study.parent / "model.ipynb").exists()


def test_mistake_is_named_and_nothing_is_written(study: Path) -> None:
    here = study.parent
    assert "'modle' is not a template. Did you mean 'model'?" in _refused("modle", study)
    assert "The template 'export' is not used by any step" in _refused("export", study)
    assert "has no step 'modl'. Did you mean 'model'?" in _refused("model", study, step="modl")
    assert "is not used by step 'evaluate'" in _refused("model", study, step="evaluate")
    assert "can't be read" in _refused("model", here / "nothing.yaml")
    for name in ("../x", ".hidden", "", "a/b"):
        if name:
            assert "must have a plain file name" in _refused("model", study, name=name)
    (here / "model.ipynb").write_text("mine")
    text = _refused("model", study)
    assert "already exists" in text
    assert "--as NAME" in text
    assert (here / "model.ipynb").read_text() == "mine"
    assert study.read_text() == STUDY
    assert sorted(os.listdir(here)) == ["model.ipynb", "study.yaml"]


def test_template_is_ejected_once(study: Path) -> None:
    eject("model", study)
    text = _refused("model", study)
    assert "Step 'model' of" in text
    assert "has a notebook of its own already: model.ipynb" in text


def test_of_several_steps_of_a_template_one_must_be_named(study: Path) -> None:
    study.write_text(STUDY + "  - {template: evaluate, name: again}\n")
    assert "is used by 2 steps" in _refused("evaluate", study)
    assert eject("evaluate", study, step="again").step == "again"
    assert parse_yaml(study.read_text(), "it")["steps"][2] == {
        "notebook": "evaluate.ipynb", "name": "again",
    }  # fmt: skip


def test_study_that_cannot_be_written_leaves_no_copy(study: Path, monkeypatch) -> None:
    write = files.write_text

    def full(path: Path, text: str) -> None:
        if path == study:
            raise OSError(28, "No space left on device")
        write(path, text)

    monkeypatch.setattr(files, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        eject("model", study)
    assert not (study.parent / "model.ipynb").exists()
    assert study.read_text() == STUDY


def test_study_is_found_where_only_one_can_be_meant(workplace: Path) -> None:
    with pytest.raises(RefusedInput, match="There is none here"):
        the_study(workplace)
    for name in ("a", "b"):
        path = workplace / "notebooks" / name / "study.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(STUDY)
        if name == "a":
            assert the_study(workplace) == Path("notebooks/a/study.yaml")
    with pytest.raises(RefusedInput, match="There are 2"):
        the_study(workplace)
    (workplace / "study.yaml").write_text(STUDY)
    assert the_study(workplace) == Path("study.yaml")
