from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.execution.study import Study, read_study

WHOLE = """
study: houses
data:
  source: houses.csv
  target: price
  task: regression
  split: {kind: random, test: 0.2, seed: 3}
  read: {missing: ["?"]}
metric: rmse
steps:
  - explore
  - model: {recipe: forest}
  - evaluate:
  - template: evaluate
    name: evaluate-again
    after: [model]
    parameters: {bootstraps: 100}
  - notebook: my check.ipynb
    after: [model]
"""


def _read(tmp_path: Path, text: str) -> Study:
    path = tmp_path / "study.yaml"
    path.write_text(text)
    return read_study(path)


def _mistakes(tmp_path: Path, text: str) -> str:
    with pytest.raises(RefusedInput) as caught:
        _read(tmp_path, text)
    assert str(tmp_path / "study.yaml") in str(caught.value)
    return str(caught.value)


def test_every_form_of_a_step_is_read(tmp_path: Path) -> None:
    study = _read(tmp_path, WHOLE)
    assert [step.name for step in study.steps] == [
        "explore", "model", "evaluate", "evaluate-again", "my check",
    ]  # fmt: skip
    assert study.steps[1].parameters == {"recipe": "forest"}
    assert study.data.asked()["test_fraction"] == 0.2


def test_kind_of_a_split_may_stand_alone(tmp_path: Path) -> None:
    whole = "study: a\ndata: {{source: sklearn:iris, split: {}}}\nsteps: [explore]"
    short, long = (_read(tmp_path, whole.format(s)) for s in ("group", "{kind: group}"))
    assert short == long
    said = _mistakes(tmp_path, whole.format("tiem"))
    assert "The key 'data.split.kind'" in said
    assert "must be one of 'auto'" in said
    assert "Got 'tiem'" in said


def test_what_is_left_out_gets_safe_defaults(tmp_path: Path) -> None:
    study = _read(tmp_path, "study: a\ndata: {source: sklearn:iris}\nsteps: [explore]")
    assert study.data.task == "auto"
    assert (study.data.split.kind, study.data.split.test, study.data.split.seed) == (
        "auto", 0.25, 0,
    )  # fmt: skip


def test_split_by_a_column_reaches_the_words_of_a_dataset(tmp_path: Path) -> None:
    split = "{kind: time, by: day, gap: 7d, keep: true}"
    data = f"data: {{source: a.csv, schema: rules.yaml, split: {split}}}"
    asked = _read(tmp_path, f"study: a\n{data}\nsteps: [explore]").data.asked()
    assert {name: asked[name] for name in ("split", "split_by", "split_gap", "split_keep")} == {
        "split": "time", "split_by": "day", "split_gap": "7d", "split_keep": True,
    }  # fmt: skip
    assert asked["schema"] == "rules.yaml"
    rows = "data: {source: a.csv, split: {kind: rolling, gap: 10}}"
    asked = _read(tmp_path, f"study: a\n{rows}\nsteps: [explore]").data.asked()
    assert (asked["split"], asked["split_gap"]) == ("rolling", "10")


def test_misspelt_key_of_the_data_points_at_the_word_that_studies_use(tmp_path: Path) -> None:
    text = "study: a\ndata: {source: a.csv, schemas: rules.yaml}\nsteps: [explore]"
    assert "Did you mean 'schema'?" in _mistakes(tmp_path, text)


def test_value_from_outside_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(WHOLE)
    study = read_study(tmp_path / "s.yaml", {"data.split.seed": 9, "metric": "mae"})
    assert study.data.split.seed == 9
    assert study.data.split.test == 0.2
    assert study.metric == "mae"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("metric: rmse", "metrik: rmse"), "The key 'metrik' in .* is not one of a study. Did you mean 'metric'"),
        (("target: price", "tagret: price"), "The key 'data.tagret' .* Did you mean 'target'"),
        (("test: 0.2", "test: 1.2"), r"The key 'data.split.test' .* must be in range .*Got 1.2"),
        (("kind: random", "kind: rondom"), "'data.split.kind' .* must be one of 'auto', 'random'"),
        (("  source: houses.csv\n", ""), "The key 'data.source' in .* is missing"),
        (("after: [model]\n    parameters", "after: [modle]\n    parameters"), "Got 'modle'. Did you mean 'model'"),
        (("name: evaluate-again", "name: evaluate"), "'evaluate' is given to two steps"),
        (("seed: 3", "seed: three"), "'data.split.seed' .* must be an integer. Got 'three'"),
    ],
)  # fmt: skip
def test_mistake_is_named_with_its_key_and_what_was_meant(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    import re

    assert change[0] in WHOLE
    assert re.search(sentence, _mistakes(tmp_path, WHOLE.replace(*change)))


def test_all_mistakes_are_reported_together(tmp_path: Path) -> None:
    text = _mistakes(tmp_path, WHOLE.replace("metric", "metrik").replace("target", "tagret"))
    assert "metrik" in text
    assert "tagret" in text


def test_study_without_steps_is_refused(tmp_path: Path) -> None:
    text = "study: a\ndata: {source: x.csv}\n"
    assert "The key 'steps' in" in _mistakes(tmp_path, text)
    assert "must name at least one step" in _mistakes(tmp_path, text + "steps: []")


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_empty_study_is_refused(tmp_path: Path, text: str) -> None:
    assert "is empty" in _mistakes(tmp_path, text)


def test_study_that_is_a_list_is_refused(tmp_path: Path) -> None:
    assert "Got a list" in _mistakes(tmp_path, "- a\n- b\n")


def test_malformed_yaml_is_refused_with_line_and_column(tmp_path: Path) -> None:
    assert "line 4, column 1" in _mistakes(tmp_path, "study: a\nsteps:\n - model: {a: 1\n")


def test_missing_study_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match=r"nothing\.yaml can't be read: No such file"):
        read_study(tmp_path / "nothing.yaml")
