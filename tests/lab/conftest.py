"""A real JupyterLab on a project of its own, with its own home, and a browser to look at it."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browsing import find_chromium

from mlbench.execution.copies import WARM

BIN = Path(sys.executable).parent
ZOO = Path(__file__).parents[1] / "zoo"
#: Nobody but the tests has it.
TOKEN = "a-token-of-the-tests"


@dataclass
class Lab:
    """A running server.

    Attributes
    ----------
    address : str
        Where it listens, without a slash at the end.
    root : Path
        The folder that it shows.
    """

    address: str
    root: Path
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def page(self, path: str = "/lab") -> str:
        return f"{self.address}{path}?token={TOKEN}"


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, runtime: Path) -> Iterator[Lab]:
    """JupyterLab as ``mlbench lab`` starts it; nothing of the person's own is read or written."""
    base = tmp_path_factory.mktemp("lab")
    _prepare(base)
    with _running(base, runtime) as started:
        yield started


@pytest.fixture
def lab_to_lose(tmp_path: Path, runtime: Path) -> Iterator[Lab]:
    """JupyterLab on a project of one test's own, which may end it."""
    _prepare(tmp_path)
    with _running(tmp_path, runtime) as started:
        yield started


def _prepare(base: Path) -> None:
    root = base / "project"
    (root / "notebooks").mkdir(parents=True)
    (base / "home").mkdir()
    (root / "mlbench.toml").touch()
    for name in ("no_parameters", "broken_parameters"):
        notebook = json.loads((ZOO / f"{name}.ipynb").read_text())
        notebook["metadata"]["kernelspec"] = WARM
        (root / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook))


@contextmanager
def _running(base: Path, runtime: Path) -> Iterator[Lab]:
    root, home = base / "project", base / "home"
    shown = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "MLBENCH"))}
    for name in ("CONFIG", "DATA", "RUNTIME"):
        shown[f"JUPYTER_{name}_DIR"] = str(home / name.lower())
    process = subprocess.Popen(
        [BIN / "mlbench", "lab", "--no-browser", "--port", "0", "--root", root, "--",
         f"--ServerApp.token={TOKEN}", "--allow-root", "--LabApp.expose_app_in_browser=True"],
        cwd=root, env={**shown, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)},
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    lines: list[str] = []
    try:
        for line in process.stderr:
            lines.append(line)
            if found := re.search(r"(http://127\.0\.0\.1:\d+)/lab", line):
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "".join(lines))
        _answers(process, found[1])
        # whatever it says later must be read, or it would wait for a reader
        reader = threading.Thread(target=lambda: lines.extend(process.stderr or []), daemon=True)
        reader.start()
        yield Lab(found[1], root, process, lines)
    finally:
        process.terminate()
        process.wait()
        process.stderr.close()


def _answers(process: subprocess.Popen[str], address: str) -> None:
    """Wait until somebody listens: the server tells its address a moment before it does."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 5).close()
        except ConnectionRefusedError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
                pytest.fail("JupyterLab ended before it listened")
        else:
            return
    pytest.fail("JupyterLab does not listen")


@pytest.fixture(scope="module")
def chromium() -> str:
    """The path of a browser."""
    return find_chromium()
