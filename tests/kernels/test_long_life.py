"""A server that serves for long, and packages that change while it does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from mlbench.kernels import control, identity
from mlbench.kernels.launch import ask_all, place_for
from mlbench.settings import settings


def _processes(server: Path) -> int:
    """Processes of the servers in a folder, kernels included."""
    words = (entry.read_bytes() for entry in Path("/proc").glob("[0-9]*/cmdline") if _there(entry))
    return sum(str(server).encode() in line and b"mlbench.kernels.main" in line for line in words)


def _there(entry: Path) -> bool:
    try:
        entry.read_bytes()
    except OSError:
        return False
    return True


def _rests() -> bool:
    """Whether the server has no child but the one that waits, within some seconds."""
    pid = dict(ask_all({"do": "status"}))[place_for(os.environ)]["pid"]
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()) == 1:
            return True
        time.sleep(0.01)
    return False


def test_five_hundred_starts_leave_nothing_behind(server, talk) -> None:
    def held() -> tuple[int, int, list[str]]:
        assert _rests()
        return (
            len(os.listdir("/proc/self/fd")),
            _processes(server),
            sorted(str(p.relative_to(server)) for p in server.rglob("*")),
        )

    for _ in range(3):
        talk().close()
    before = held()
    for _ in range(500):
        manager = KernelManager(kernel_name="mlbench")
        manager.start_kernel()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
    after = held()
    assert after[0] <= before[0] + 2
    assert after[1:] == before[1:]
    assert dict(ask_all({"do": "status"}))[place_for(os.environ)]["kernels"] == 0


def test_changed_package_or_variable_makes_another_server(tmp_path: Path, monkeypatch) -> None:
    before = identity.fingerprint(os.environ, ())
    assert identity.fingerprint(os.environ, ()) == before
    assert identity.fingerprint({**os.environ, "KERAS_BACKEND": "torch"}, ()) != before
    assert identity.fingerprint({**os.environ, "MY_OWN": "x"}, ()) == before
    packages = tmp_path / "site-packages"
    (packages / "thing-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(packages))
    one = identity.fingerprint(os.environ, ())
    (packages / "thing-1.0.dist-info").rename(packages / "thing-1.1.dist-info")
    assert identity.fingerprint(os.environ, ()) not in (before, one)


def _install(packages: Path, version: int) -> None:
    """Put a version of a small package where another one was."""
    for old in packages.glob("thing-*"):
        old.rename(packages / f"thing-{version}.dist-info")
    (packages / f"thing-{version}.dist-info").mkdir(parents=True, exist_ok=True)
    (packages / "thing.py").write_text(f"version = {version}\n")


def test_imports_of_a_client_do_not_bring_it_another_server() -> None:
    program = (
        "import os; from mlbench.kernels.identity import fingerprint\n"
        "before = fingerprint(os.environ, ())\n"
        "import sklearn, tensorflow, skrub, matplotlib.pyplot\n"
        "print(fingerprint(os.environ, ()) == before)"
    )
    fresh = {n: value for n, value in os.environ.items() if not n.startswith("KMP_")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=fresh, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"


def test_client_without_a_locale_and_the_kernel_it_gets_have_the_same_server() -> None:
    # such a client is in UTF-8 mode, and what it starts is not: it has a locale from it
    program = (
        "import os, sys; from mlbench.kernels.identity import fingerprint\n"
        "print(fingerprint(os.environ, ()), sys.flags.utf8_mode)"
    )

    def said(**environ: str) -> list[str]:
        environ |= {"HOME": os.environ["HOME"], "PATH": os.environ["PATH"]}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    client, kernel = said(), said(LC_CTYPE="C.UTF-8")
    assert (client[1], kernel[1]) == ("1", "0")
    assert client[0] == kernel[0]


def test_package_upgraded_between_two_starts_is_seen_by_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, talk
) -> None:
    packages = tmp_path / "site-packages"
    _install(packages, 1)
    monkeypatch.syspath_prepend(str(packages))
    monkeypatch.setenv("PYTHONPATH", str(packages))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("MLBENCH_PRELOAD", "thing")
    settings.cache_clear()
    code = "import sys; there = 'thing' in sys.modules; import thing; print(there, thing.version)"
    try:
        control.start()
        first = talk()
        assert first(code) == "True 1"
        _install(packages, 2)
        control.start()
        assert talk()(code) == "True 2"
        assert first("print(thing.version)") == "1"
    finally:
        control.stop()
        settings.cache_clear()
