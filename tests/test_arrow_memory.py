"""Arrow takes its memory from the C library, unless somebody wants it otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from mlbench.arrow_memory import VARIABLE

SAID = "import os, pyarrow as pa; print(pa.default_memory_pool().backend_name, *os.environ)"


def _without(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != VARIABLE}


@pytest.mark.parametrize("first", ["import mlbench; mlbench.load", "import pyarrow, mlbench"])
@pytest.mark.parametrize(("wanted", "expected"), [("", "system"), ("mimalloc", "mimalloc")])
def test_reading_data_uses_plain_memory_unless_told_otherwise(
    first: str, wanted: str, expected: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{first}; mlbench.load('sklearn:iris'); {SAID}"],
        env={**os.environ, VARIABLE: wanted} if wanted else _without(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    backend, *variables = done.stdout.split()
    assert backend == expected
    assert (VARIABLE in variables) == bool(wanted)
