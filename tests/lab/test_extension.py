"""The built extension, which is kept in git, is the one that its sources make."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import jupyterlab
import pytest

ROOT = Path(__file__).parents[2]
SOURCES, BUILT = ROOT / "labextension", ROOT / "mlbench" / "lab" / "labextension"


def digest() -> str:
    spec = importlib.util.spec_from_file_location("stamp", SOURCES / "stamp.py")
    assert spec is not None
    assert spec.loader is not None
    stamp = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stamp)
    return str(stamp.digest())


def words_of(extension: Path) -> Counter[str]:
    """Count the words of all scripts; numbers and hashes of modules come from their places."""
    text = " ".join(path.read_text("utf-8") for path in (extension / "static").glob("*.js"))
    text = re.sub(r"\b(?:[0-9a-f]{20}|\d+)\b", "", text)
    return Counter(re.findall(r"[\w-]{4,}", text))


def test_built_extension_was_made_from_these_sources() -> None:
    stamp = (BUILT / "sources.sha256").read_text().strip()
    assert stamp == digest(), "build it again: make labextension"


def test_built_extension_is_whole_and_nothing_is_left_of_older_ones() -> None:
    package = json.loads((BUILT / "package.json").read_text())
    entry = BUILT / package["jupyterlab"]["_build"]["load"]
    names = {path.name for path in (BUILT / "static").iterdir()}
    assert entry.name in names
    assert len([name for name in names if name.startswith("remoteEntry")]) == 1
    chunks = [name for name in names if name[0].isdigit()]
    text = entry.read_text()
    for name in chunks:
        number, digest_, _ = name.split(".")
        assert f'{number}:"{digest_}"' in text, f"{name} belongs to an older build"


def test_sources_build_to_the_files_in_git(tmp_path) -> None:
    if not (SOURCES / "node_modules").is_dir() or shutil.which("node") is None:
        pytest.skip("Node or labextension/node_modules is missing: npm ci in labextension/")
    shutil.copytree(SOURCES, tmp_path / "x", ignore=shutil.ignore_patterns("node_modules", "lib"))
    (tmp_path / "x" / "node_modules").symlink_to(SOURCES / "node_modules")
    (tmp_path / "mlbench" / "lab").mkdir(parents=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    staging = Path(jupyterlab.__file__).parent / "staging"
    for command in (["tsc"], ["build-labextension", "--core-path", str(staging), "."]):
        done = subprocess.run(
            [tmp_path / "x" / "node_modules" / ".bin" / command[0], *command[1:]],
            cwd=tmp_path / "x", env={**os.environ, "PATH": path}, capture_output=True, text=True,
            timeout=200, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    made = words_of(tmp_path / "mlbench" / "lab" / "labextension")
    assert made == words_of(BUILT)
