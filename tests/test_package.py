"""What pip installs: the package with its templates, its kernelspec and its types."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return path


def test_wheel_carries_templates_findings_kernelspec_styles_and_types(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for template in (ROOT / "templates").glob("*.ipynb"):
        assert f"mlbench/_templates/{template.name}" in names
    for page in (ROOT / "docs" / "findings").glob("*.md"):
        assert f"mlbench/_findings/{page.name}" in names
    assert "mlbench/py.typed" in names
    assert "mlbench/house.mplstyle" in names
    assert any(n.endswith("share/jupyter/kernels/mlbench/kernel.json") for n in names)
    assert any(n.startswith("mlbench/reports/templates/") for n in names)
    assert not [n for n in names if n.startswith(("tests/", "notebooks/", "runs/"))]


def test_installed_package_finds_its_own_templates_and_pages(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = (
        "import mlbench; from mlbench.execution.templates import *\n"
        "from mlbench.data.findings.pages import explain, page_folder\n"
        "assert explain('MB122')\n"
        "print(mlbench.__file__, page_folder(), template_folder(), *template_names())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": ""},
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    place, pages, folder, *names = done.stdout.split()
    assert place.startswith(str(tmp_path))
    assert pages == str(tmp_path / "site" / "mlbench" / "_findings")
    assert folder == str(tmp_path / "site" / "mlbench" / "_templates")
    assert names[:4] == ["explore", "model", "evaluate", "export"]
