from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.errors import RefusedInput
from mlbench.execution.plan import plan_notebook, plan_study

STUDY = """
study: zoo
data: {{source: sklearn:iris, target: target}}
steps:
  - notebook: {zoo}/plain.ipynb
    parameters: {{alpha: 0.1}}
  - notebook: {zoo}/untyped.ipynb
"""


@pytest.fixture
def study(tmp_path: Path, zoo: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.format(zoo=zoo))
    return path


def test_value_from_the_command_line_wins_over_the_study(study: Path) -> None:
    plan = plan_study(study, {"plain.alpha": "0.9"}, as_text=True)
    assert plan.steps[0].given == {"alpha": 0.9}
    assert plan.steps[0].parameters == {"alpha": 0.9, "name": "a", "out": ""}


def test_mistakes_of_all_steps_are_reported_together(study: Path) -> None:
    given = {"plain.alpa": 1, "plain.alpha": "x", "untyped.flags": 3, "explorer.x": 1}
    with pytest.raises(RefusedInput) as caught:
        plan_study(study, given)
    text = str(caught.value)
    assert "no parameter 'alpa'. Did you mean 'alpha'?" in text
    assert "must be a number. Got 'x'" in text
    assert "'flags'" in text
    assert "has no step 'explorer'" in text


def test_value_without_a_step_is_refused_with_the_way_to_write_it(study: Path) -> None:
    with pytest.raises(RefusedInput, match=r"must be written step\.name=value. Got 'alpha'"):
        plan_study(study, {"alpha": "1"})


def test_unknown_template_gives_the_close_match(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text("study: a\ndata: {source: sklearn:iris}\nsteps: [explor]\n")
    with pytest.raises(RefusedInput, match=r"'explor' is not a template. Did you mean 'explore'"):
        plan_study(path, {})


def test_data_of_the_study_answers_the_templates_that_ask_for_it(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "study: a\ndata: {source: sklearn:iris, target: target, split: {test: 0.4, seed: 5}}\n"
        "metric: accuracy\nsteps: [explore, evaluate]\n"
    )
    explore, evaluate = plan_study(path, {}).steps
    assert explore.given["test_fraction"] == 0.4
    assert explore.given["split_seed"] == 5
    assert "metric" not in explore.given
    assert evaluate.given["metric"] == "accuracy"


def test_single_notebook_takes_values_by_their_names(zoo: Path) -> None:
    plan = plan_notebook(zoo / "plain.ipynb", {"alpha": "1e-3"}, as_text=True)
    assert plan.steps[0].given == {"alpha": 0.001}
    with pytest.raises(RefusedInput, match="Did you mean 'alpha'"):
        plan_notebook(zoo / "plain.ipynb", {"alhpa": "1"}, as_text=True)


def test_planning_writes_nothing(study: Path, workplace: Path) -> None:
    plan_study(study, {})
    assert [p.name for p in workplace.iterdir()] == ["study.yaml"]
