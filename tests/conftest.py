"""What tests of several rooms share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mlbench.settings import settings

ROOT = Path(__file__).parents[1]
ZOO = Path(__file__).parent / "zoo"

Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets, from MLBENCH_DATA or beside the checkout."""
    given = os.environ.get("MLBENCH_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not (folder / "adult" / "adult-train.csv").is_file():
        if given:
            pytest.fail(f"MLBENCH_DATA names {folder}, which has no data sets")
        pytest.skip("the real data sets are not on this machine; MLBENCH_DATA names their folder")
    return folder.resolve()


@pytest.fixture
def zoo() -> Path:
    """The folder of small misbehaving notebooks."""
    return ZOO


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty working directory with its own runs folder and fresh settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("MLBENCH_RUNS", "MLBENCH_STEP"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def shell(workplace: Path) -> Shell:
    """Run ``mlbench`` as a process of its own in the workplace; returns the finished process."""
    program = Path(sys.executable).with_name("mlbench")

    def call(*words: object, timeout: float = 120, **variables: str) -> object:
        return subprocess.run(
            [str(program), *map(str, words)],
            cwd=workplace,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    return call
