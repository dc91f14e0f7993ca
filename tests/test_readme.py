"""The README tells the truth: every command and every piece of Python in it is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mlbench.cli.main import app

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = [
    line.removeprefix("$ ")
    for language, block in BLOCKS
    if language == "console"
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like a fresh checkout to the commands."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("templates", "mlbench.toml"):
        (folder / name).symlink_to(ROOT / name)
    for study in ("breast_cancer", "iris"):
        shutil.copytree(ROOT / "notebooks" / study, folder / "notebooks" / study)
    shutil.copy(ROOT / "notebooks" / "tour.ipynb", folder / "notebooks")
    return folder


def _run(command: str, folder: Path, program: list[str] | None = None) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "MLBENCH_RUNS": str(folder / "runs")}
    done = subprocess.run(
        program or ["bash", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = f"{command}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, told
    assert "Error: " not in done.stderr, told  # a command that shows its exit code hides a refusal


def test_every_command_and_snippet_of_the_readme_works_in_its_order(checkout: Path) -> None:
    for language, block in BLOCKS:
        if language == "console":
            for line in block.splitlines():
                command = line.removeprefix("$ ")
                if command.startswith("make "):  # this test is itself run by one of them
                    _run(command, ROOT, ["make", "--dry-run", *command.split()[1:]])
                else:
                    _run(command, checkout)
        elif language == "python":
            _run(block, checkout, [sys.executable, "-c", block])


def test_study_shown_in_the_readme_is_the_one_that_is_written(workplace: Path) -> None:
    from mlbench.execution.study import study_of
    from mlbench.parameters.yaml_text import parse_yaml, read_yaml

    [command] = [told for told in COMMANDS if told.startswith("mlbench new flowers")]
    _run(command, workplace)
    shown = next(block for language, block in BLOCKS if language == "yaml")
    written = study_of(read_yaml(workplace / "notebooks" / "flowers" / "study.yaml"), "written")
    told = study_of(parse_yaml(shown, "README"), "README")
    assert [s.name for s in told.steps] == [s.name for s in written.steps]
    assert told.steps == written.steps
    assert told.data.source == written.data.source
    assert told.data.split == written.data.split


def test_every_verb_stands_in_the_table_of_the_readme_and_no_other() -> None:
    table = set(re.findall(r"^\| `mlbench (\w+)", TEXT, re.MULTILINE))
    assert table == {verb.name for verb in (*app.registered_commands, *app.registered_groups)}


def test_every_exit_code_stands_in_the_readme() -> None:
    from mlbench import errors

    for kind in (errors.StepFailed, errors.RefusedInput, errors.GateClosed):
        assert re.search(rf"\b{kind.exit_code} [a-z]", TEXT)


def test_every_folder_of_the_package_stands_in_the_tree() -> None:
    for folder in (ROOT / "mlbench").iterdir():
        if (folder / "__init__.py").is_file():
            assert f"{folder.name}/" in TEXT, folder.name


def test_pictures_of_the_readme_are_there() -> None:
    for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT):
        assert (ROOT / path).is_file(), path


def test_readme_shows_some_commands() -> None:
    assert len(COMMANDS) >= 8
