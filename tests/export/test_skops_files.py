"""The door to skops: estimators come through it, other libraries do not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from mlbench.export.skops_files import ADAPTED


def test_importing_skops_imports_no_array_library_in_passing(tmp_path: Path) -> None:
    for name in ADAPTED:
        package = tmp_path / name
        package.mkdir()
        (package / "__init__.py").write_text(f"print('{name} is imported')\n")
    seen = _said_by("import mlbench.export.skops_files", tmp_path)
    assert seen == ""
    # the very libraries that skops's own import would have brought
    assert "torch is imported" in _said_by("import skops.io", tmp_path)


def test_array_libraries_are_imported_as_ever_once_skops_is(tmp_path: Path) -> None:
    package = tmp_path / "torch"
    package.mkdir()
    (package / "__init__.py").write_text("print('torch is imported')\n")
    program = "import mlbench.export.skops_files, torch, skops.io"
    assert _said_by(program, tmp_path) == "torch is imported\n"


def _said_by(program: str, first_on_path: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(first_on_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout
