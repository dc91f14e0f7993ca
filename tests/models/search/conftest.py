"""A kernel server, so that the process that fits are forked from is there at once."""

from __future__ import annotations

from contextlib import suppress

import pytest

from mlbench.kernels import control
from mlbench.kernels.launch import NoWarmStartError


@pytest.fixture(scope="session", autouse=True)
def warm(runtime) -> None:
    """As in a notebook with a warm kernel; where there is none, searches only start later."""
    with suppress(NoWarmStartError):
        control.start()
