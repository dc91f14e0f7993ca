"""``mlbench new --git`` and ``mlbench eject``, in real repositories and processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "a1",
            "metadata": {},
            "source": "x = 1\nprint(x)",
            "execution_count": 3,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "SEEN-OUTPUT\n"}],
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def home(tmp_path_factory, monkeypatch) -> Path:
    """A user without any configuration of git."""
    folder: Path = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def git(home: Path, workplace: Path):
    def call(*words: str) -> str:
        names = ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "init.defaultBranch=main"]
        done = subprocess.run(
            ["git", *names, *words], cwd=workplace, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    call("init", "-q")
    return call


def _write(path: Path, source: str = "x = 1\nprint(x)", **metadata: object) -> None:
    notebook = json.loads(json.dumps(NOTEBOOK))
    notebook["metadata"].update(metadata)
    notebook["cells"][0]["source"] = source
    path.write_text(json.dumps(notebook, indent=1))


def test_outputs_stay_out_of_commits_unless_they_are_meant_to_stay(shell, git, workplace) -> None:
    done = shell("new", "flowers", "--data", "sklearn:iris", "--target", "target", "--git")
    assert done.returncode == 0, done.stderr
    assert (workplace / "notebooks" / "flowers" / "study.yaml").is_file()
    assert "Undo: take the line out of .gitattributes" in done.stdout
    _write(workplace / "plain.ipynb")
    _write(workplace / "kept.ipynb", keep_output=True)
    git("add", ".")
    git("commit", "-qm", "one")
    assert "SEEN-OUTPUT" not in git("show", "HEAD:plain.ipynb")
    assert "SEEN-OUTPUT" in git("show", "HEAD:kept.ipynb")
    assert "SEEN-OUTPUT" in (workplace / "plain.ipynb").read_text()
    assert git("status", "--porcelain") == ""


def test_differences_and_merges_of_notebooks_go_by_cell(shell, git, workplace) -> None:
    assert shell("new", "--git").returncode == 0
    path = workplace / "a.ipynb"
    _write(path)
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "other")
    notebook = json.loads(path.read_text())
    notebook["cells"].append({**notebook["cells"][0], "id": "b2", "source": "y = 2", "outputs": []})
    path.write_text(json.dumps(notebook))
    difference = git("diff")
    assert "nbdiff" in difference
    assert "y = 2" in difference
    git("commit", "-qam", "two")
    git("checkout", "-q", "main")
    _write(path, source="x = 10\nprint(x)")
    git("commit", "-qam", "three")
    git("merge", "-q", "other", "-m", "merged")
    sources = ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]
    assert sources == ["x = 10\nprint(x)", "y = 2"]


def test_second_time_changes_nothing_and_the_user_is_left_alone(
    shell, git, workplace, home
) -> None:
    (workplace / ".gitattributes").write_text("*.csv text")
    first = shell("new", "--git")
    after = (workplace / ".gitattributes").read_text()
    assert after.splitlines()[0] == "*.csv text"
    assert after.count("ipynb") == 1
    config = (workplace / ".git" / "config").read_text()
    for line in ("filter.nbstripout.clean", "merge.jupyternotebook.driver", ".gitattributes"):
        assert line in first.stdout
    again = shell("new", "--git")
    assert (again.returncode, again.stderr) == (0, "")
    assert "nothing was changed" in again.stdout
    assert (workplace / ".gitattributes").read_text() == after
    assert (workplace / ".git" / "config").read_text() == config
    assert list(home.iterdir()) == []
    assert str(Path(sys.executable).as_posix()) in config


def test_notebooks_that_hold_outputs_now_are_named(shell, git, workplace) -> None:
    _write(workplace / "plain.ipynb")
    _write(workplace / "kept.ipynb", keep_output=True)
    git("add", ".")
    git("commit", "-qm", "one")

    def told() -> str:
        checks = json.loads(shell("doctor", "--json").stdout)
        return next(c["found"] for c in checks if c["what"] == "notebooks in git")

    assert told() == "outputs are committed"
    done = shell("new", "--git")
    assert "leaves out: 'plain.ipynb'." in done.stdout
    assert told() == "outputs stay out of commits"


def test_folder_without_repository_is_refused_before_a_study_is_written(
    shell, home, workplace
) -> None:
    done = shell("new", "flowers", "--data", "sklearn:iris", "--git", GIT_CEILING_DIRECTORIES="/")
    assert done.returncode == 2
    assert "needs a repository with a working folder" in done.stderr
    assert "Next: Run 'git init' first" in done.stderr
    assert list(workplace.iterdir()) == []


def test_missing_git_is_said(shell, home, workplace) -> None:
    done = shell("new", "--git", PATH=str(home))
    assert done.returncode == 2
    assert "It is not on PATH" in done.stderr


def test_other_filter_of_notebooks_is_not_replaced(shell, git, workplace) -> None:
    (workplace / ".gitattributes").write_text("*.ipynb filter=lfs diff=lfs merge=lfs -text\n")
    done = shell("new", "--git")
    assert done.returncode == 2
    assert "filter=lfs already" in done.stderr
    assert "nbstripout" not in (workplace / ".git" / "config").read_text()


def test_name_or_data_alone_is_refused(shell, workplace) -> None:
    assert "--data is missing" in shell("new", "flowers").stderr
    done = shell("new", "--data", "sklearn:iris")
    assert done.returncode == 2
    assert "NAME is missing" in done.stderr
    assert os.listdir(workplace) == []


def test_eject_says_what_it_wrote_and_refuses_the_second_time(shell, workplace) -> None:
    shell("new", "flowers", "--data", "sklearn:iris", "--target", "target")
    done = shell("eject", "evaluate")
    assert done.returncode == 0, done.stderr
    assert "notebook: notebooks/flowers/evaluate.ipynb" in done.stdout
    assert (
        "- name: evaluate\n    notebook: evaluate.ipynb\n"
        in (workplace / "notebooks" / "flowers" / "study.yaml").read_text()
    )
    again = shell("eject", "evaluate", "notebooks/flowers/study.yaml")
    assert again.returncode == 2
    assert "has a notebook of its own already" in again.stderr
