"""Every mistake in a study or its data: a clear sentence, exit 2, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

ROWS = [f"{i},{i % 5},{'yes' if i % 3 else 'no'}" for i in range(40)]
GOOD = "a,b,label\n" + "\n".join(ROWS) + "\n"
STUDY = """
study: mine
data: {source: data.csv, target: label}
steps:
  - explore
  - model: {recipe: linear, seed: 1}
"""


@pytest.mark.parametrize(
    ("data", "change", "sentence"),
    [
        (GOOD, ("- explore", "- explor"), "'explor' is not a template. Did you mean 'explore'?"),
        (GOOD, ("recipe:", "estimater:"), "has no parameter 'estimater'"),
        (GOOD, ("seed: 1", "seed: one"), "must be an integer >= 0. Got 'one'."),
        (GOOD, ("seed: 1", "seed: -1"), "must be an integer >= 0. Got -1."),
        (GOOD, ("linear", "lineer"), "Got 'lineer'. Did you mean 'linear'?"),
        (GOOD, ("data.csv", "date.csv"), "date.csv"),
        ("", ("", ""), "data.csv"),
        ("a,b,label\n", ("", ""), "data.csv"),
        (GOOD, ("target: label", "target: lable"), "Did you mean 'label'?"),
        (GOOD.replace("yes", "no"), ("", ""), "label"),
        (GOOD.replace("yes", "").replace("no", ""), ("", ""), "label"),
        (GOOD.replace("a,b,label", "a,a,label"), ("", ""), "'a'"),
        (GOOD, ("steps:", "stps:"), "The key 'stps' in"),
        (GOOD, ("{recipe: linear, seed: 1}", "{recipe: linear, seed: 1"), "line 7, column 1"),
        (
            GOOD,
            ("  - explore\n  - model: {recipe: linear, seed: 1}\n", "  []\n"),
            "at least one step",
        ),
    ],
)
def test_mistake_is_refused_with_its_sentence_and_nothing_is_written(
    shell, workplace: Path, data: str, change: tuple[str, str], sentence: str
) -> None:
    (workplace / "data.csv").write_text(data)
    (workplace / "study.yaml").write_text(STUDY.replace(*change) if change[0] else STUDY)
    done = shell("run", "study.yaml")
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(p.name for p in workplace.iterdir()) == ["data.csv", "study.yaml"]


def test_place_for_runs_that_can_t_be_written_is_refused(shell, workplace: Path, zoo: Path) -> None:
    (workplace / "file").write_text("")
    done = shell("run", zoo / "plain.ipynb", "--runs", "file/runs")
    assert done.returncode == 2
    assert "can't be made: Not a directory" in done.stderr


def test_run_folder_that_exists_is_refused_and_left_alone(
    shell, workplace: Path, zoo: Path
) -> None:
    assert shell("run", zoo / "plain.ipynb", "--run-id", "one").returncode == 0
    record = workplace / "runs" / "plain" / "one" / "run.json"
    before = record.read_bytes()
    done = shell("run", zoo / "plain.ipynb", "--run-id", "one")
    assert done.returncode == 2
    assert "already exists; nothing of it was touched" in done.stderr
    assert record.read_bytes() == before
