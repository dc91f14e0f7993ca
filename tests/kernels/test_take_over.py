"""The two processes of a kernel server: the first serves at once, the second takes over."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from mlbench.kernels import control, wire
from mlbench.kernels.launch import ask_all, place_for
from mlbench.settings import settings

#: A module of the second tier that is long in coming, until a file is there.
SLOW = """
import pathlib, time
folder = pathlib.Path(__file__).parent
while not (folder / "go").exists():
    time.sleep(0.01)
(folder / "came").touch()
"""


def _status() -> dict:
    """What the server of this environment says of itself."""
    return dict(ask_all({"do": "status"}))[place_for(os.environ)]


def _loading(first: int) -> int:
    """The second process while it loads."""
    [second] = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return int(second)


def _first_process() -> int:
    """The process that the one that serves was forked from."""
    return int(Path(f"/proc/{_status()['pid']}/stat").read_text().rsplit(")", 1)[1].split()[1])


@pytest.fixture
def slow(own_server: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a module that a server which is started now waits for."""
    (tmp_path / "is_slow.py").write_text(SLOW)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("MLBENCH_PRELOAD", "is_slow")
    settings.cache_clear()
    return tmp_path


def test_second_process_serves_only_when_the_first_has_stepped_back(slow: Path) -> None:
    control.start(wait=False)
    first = _status()
    assert first["tier"] == 1
    os.kill(first["pid"], signal.SIGSTOP)
    try:
        (slow / "go").touch()
        deadline = time.monotonic() + 60
        while not (slow / "came").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        with socket.socket(socket.AF_UNIX) as asked:
            asked.connect(str(place_for(os.environ).socket))
            wire.send(asked, {"do": "status"})
            asked.settimeout(3)
            with pytest.raises(TimeoutError):
                asked.recv(1)
            os.kill(first["pid"], signal.SIGCONT)
            asked.settimeout(10)
            assert wire.receive(asked)[0]["tier"] in (1, 2)
    finally:
        os.kill(first["pid"], signal.SIGCONT)
    control.start()
    assert {_status()["tier"] for _ in range(50)} == {2}


def test_second_process_serves_when_the_first_was_killed(slow: Path, gone) -> None:
    control.start(wait=False)
    first = _status()["pid"]
    second = _loading(first)
    os.kill(first, signal.SIGKILL)
    assert gone(first, 5)
    (slow / "go").touch()
    control.start()
    assert _status()["pid"] == second


def test_second_process_goes_with_the_first(own_server: Path, gone, talk) -> None:
    first, second = _first_process(), _status()["pid"]
    kernel = talk()
    os.kill(first, signal.SIGTERM)
    assert gone(first, 5)
    assert gone(second, 5)
    assert not place_for(os.environ).socket.exists()
    assert kernel("print('lives')") == "lives"
    control.start()
    assert _status()["pid"] != second


def test_first_process_takes_the_second_that_loads_with_it(slow: Path, gone) -> None:
    control.start(wait=False)
    first = _status()["pid"]
    second = _loading(first)
    os.kill(first, signal.SIGTERM)
    assert gone(first, 5)
    assert gone(second, 5)
