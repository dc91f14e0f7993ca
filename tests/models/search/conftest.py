"""A kernel server, so that the process that fits are forked from is there at once."""

from __future__ import annotations

import pytest

from mlbench.kernels import control


@pytest.fixture(scope="session", autouse=True)
def warm(runtime) -> None:
    """As in a notebook with a warm kernel; one test does without."""
    control.start()
