"""What tests of several rooms share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mlbench.settings import settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data sets, from MLBENCH_DATA or beside the checkout."""
    given = os.environ.get("MLBENCH_DATA")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not (folder / "adult" / "adult-train.csv").is_file():
        if os.environ.get("CI") == "true" and given:
            pytest.fail(f"MLBENCH_DATA names {folder}, which has no data sets")
        pytest.skip("the real data sets are not on this machine; MLBENCH_DATA names their folder")
    return folder.resolve()


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with its own runs folder and fresh settings."""
    monkeypatch.chdir(tmp_path)
    for name in ("MLBENCH_RUNS", "MLBENCH_STEP"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()
