"""The house itself: layers, locks, and what it costs to open the door."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def _declared() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["dev"]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def _locked() -> dict[str, list[tuple[str, str]]]:
    """Package -> (version, marker) pairs of requirements.lock."""
    found: dict[str, list[tuple[str, str]]] = {}
    pattern = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))? \\$", re.MULTILINE)
    for name, version, marker in pattern.findall((ROOT / "requirements.lock").read_text()):
        found.setdefault(canonicalize_name(name), []).append((version, marker))
    return found


def test_rooms_import_only_what_the_drawing_allows() -> None:
    done = subprocess.run(
        [BIN / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_lock_pins_every_declared_package_within_its_range_and_with_hashes() -> None:
    locked = _locked()
    for name, requirement in _declared().items():
        assert name in locked, f"{name} is not in requirements.lock: make lock"
        for version, _ in locked[name]:
            assert requirement.specifier.contains(version), f"{name}=={version}: make lock"
    text = (ROOT / "requirements.lock").read_text()
    for block in re.split(r"\n(?=[A-Za-z0-9._-]+==)", text):
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("name", ["requirements.lock", "labextension/package-lock.json"])
def test_lock_names_no_address(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()


def test_conda_environment_has_the_same_packages_in_the_same_ranges() -> None:
    content = YAML(typ="safe").load((ROOT / "environment.yml").read_text())
    [pip] = [entry["pip"] for entry in content["dependencies"] if isinstance(entry, dict)]
    lines = [entry for entry in content["dependencies"] if isinstance(entry, str)] + pip
    assert "--editable ." in lines
    stated = {
        canonicalize_name(r.name): r for r in map(Requirement, lines[:-1]) if r.name != "make"
    }
    python = stated.pop("python")
    stated.pop("pip")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert str(python.specifier) == str(Requirement(f"x{project['requires-python']}").specifier)
    assert {n: str(r.specifier) for n, r in stated.items()} == {
        n: str(r.specifier) for n, r in _declared().items()
    }


def test_installed_packages_are_those_of_the_lock() -> None:
    from importlib.metadata import version

    locked = _locked()
    for name in _declared():
        assert Version(version(name)) in [Version(v) for v, _ in locked[name]]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["models", "recipes", "--help"],
        ["templates"],
        ["params", "model"],
    ],
)
def test_verb_that_only_tells_something_starts_without_the_heavy_libraries(words) -> None:
    program = (
        "import sys\nfrom mlbench.cli.entry import main\n"
        f"sys.argv = ['mlbench', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        "heavy = {'pandas', 'numpy', 'papermill', 'tensorflow', 'sklearn', 'nbconvert', 'nbclient'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_facade_is_silent_light_and_gives_every_name_it_promises() -> None:
    program = (
        "import sys, mlbench\n"
        "assert not {'pandas', 'numpy', 'pydantic'} & set(sys.modules)\n"
        "[getattr(mlbench, name) for name in mlbench.__all__]\n"
        "assert not {'tensorflow', 'papermill', 'nbconvert'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", program],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_verb_has_help_with_an_example() -> None:
    from mlbench.cli.main import app

    for command in app.registered_commands:
        assert command.callback is not None
        assert "Example: mlbench " in (command.callback.__doc__ or ""), command.name


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines())
        for p in (ROOT / "mlbench").rglob("*.py")
    }
    assert {path: n for path, n in lengths.items() if n > 300} == {}


def test_templates_and_study_notebooks_are_stored_as_promised() -> None:
    for path in (ROOT / "templates").glob("*.ipynb"):
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            assert not cell.get("outputs"), path
            assert cell.get("execution_count") is None, path
