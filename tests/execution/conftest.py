"""What tests of runs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlbench.settings import settings


@pytest.fixture(params=["0", "1"], ids=["cold", "warm"])
def warmth(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, workplace: Path) -> str:
    """Once with kernels that start afresh, once with forked ones."""
    monkeypatch.setenv("MLBENCH_WARM", request.param)
    settings.cache_clear()
    return request.param
