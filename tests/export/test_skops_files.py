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


_SKOPS_WITH_A_THREAD_BESIDE = """
import threading

def seen(who):
    try:
        import torch
    except ImportError:
        print(who, "is told that there is none")
    else:
        print(who, "has it")

seen("who imports skops")
thread = threading.Thread(target=seen, args=["who works beside"])
thread.start()
thread.join()
dumps = get_untrusted_types = load = None
"""


def test_threads_beside_import_array_libraries_as_ever(tmp_path: Path) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").touch()
    stand_in = tmp_path / "skops" / "io"
    stand_in.mkdir(parents=True)
    (stand_in.parent / "__init__.py").touch()
    (stand_in / "__init__.py").write_text(_SKOPS_WITH_A_THREAD_BESIDE)
    (stand_in / "exceptions.py").write_text("UnsupportedTypeException = TypeError\n")
    seen = _said_by("import mlbench.export.skops_files", tmp_path).splitlines()
    assert seen == ["who imports skops is told that there is none", "who works beside has it"]


def _said_by(program: str, first_on_path: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(first_on_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout
