"""A verb that the kernel server runs: nobody can tell but by the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlbench.kernels import control
from mlbench.kernels.launch import ask_all, place_for
from mlbench.settings import settings

ROWS = "age,city\n" + "".join(f"{20 + n % 50},{'Rome' if n % 3 else 'Oslo'}\n" for n in range(90))
COMMANDS = [
    "data head rows.csv",
    "data head nowhere.csv",
    "data check rows.csv --target city --json",
    "data nosuch",
    "models recipes boosting",
    "models recipes bosting",
    "new study --data rows.csv --target ctiy",
    "run --nosuch",
    "report nowhere",
]


def _served() -> int:
    """How many requests the server of this environment has served."""
    return int(dict(ask_all({"do": "status"}))[place_for(os.environ)]["served"])


@pytest.fixture
def rows(workplace: Path) -> Path:
    """A small table in the working directory."""
    (workplace / "rows.csv").write_text(ROWS)
    return workplace


@pytest.mark.parametrize("command", COMMANDS)
def test_output_and_exit_code_are_those_of_a_process_of_its_own(rows, shell, command: str) -> None:
    alone = shell(*command.split(), MLBENCH_WARM="false")
    control.start()
    before = _served()
    served = shell(*command.split())
    assert _served() == before + 1
    assert served.stdout == alone.stdout
    assert served.stderr == alone.stderr
    assert served.returncode == alone.returncode


@pytest.fixture
def no_server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch):
    """An environment in which no server runs."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("none")))
    settings.cache_clear()
    yield
    control.stop()
    settings.cache_clear()


def test_look_at_data_starts_no_server(no_server, rows, shell) -> None:
    assert shell("data", "head", "rows.csv").returncode == 0
    assert ask_all({"do": "status"}) == []


def test_what_the_server_holds_does_not_count_against_a_bound_on_addresses(rows) -> None:
    control.start()
    before = _served()
    program = Path(sys.executable).with_name("mlbench")
    bounded = ["sh", "-c", 'ulimit -v 67108864; exec "$0" "$@"', program]
    subprocess.run([*bounded, "data", "head", "rows.csv"], cwd=rows, check=True)
    assert _served() == before
