"""A kernel server of the tests' own, and a short way to talk to a kernel."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from mlbench.kernels import control
from mlbench.settings import settings


class Talk:
    """A kernel and the text it prints."""

    def __init__(self, name: str = "mlbench", **options: object) -> None:
        self.manager = KernelManager(kernel_name=name)
        self.manager.start_kernel(**options)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def __call__(self, code: str, timeout: float = 60) -> str:
        said: list[str] = []

        def hook(message: dict) -> None:
            content = message["content"]
            said.append(content.get("text") or "\n".join(content.get("traceback", [])))

        self.client.execute_interactive(code, output_hook=hook, timeout=timeout)
        return "".join(said).strip()

    @property
    def pid(self) -> int:
        return self.manager.provisioner.pid

    @property
    def process(self) -> object:
        return self.manager.provisioner.process

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def talk() -> Iterator[Callable[..., Talk]]:
    """Start kernels that are ended with the test."""
    started: list[Talk] = []

    def start(name: str = "mlbench", **options: object) -> Talk:
        started.append(Talk(name, **options))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def server(runtime: Path) -> Path:
    """The folder of a server with both tiers ready, which tests share and leave alive."""
    control.start()
    return runtime / "mlbench"


@pytest.fixture
def own_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder of a server with a short second tier, which this test may end."""
    folder = tmp_path_factory.mktemp("own")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("MLBENCH_PRELOAD", "json")
    settings.cache_clear()
    control.start()
    yield folder / "mlbench"
    control.stop()
    settings.cache_clear()


@pytest.fixture
def gone() -> Callable[[int, float], bool]:
    """Return a function that says whether a process ends within some seconds."""
    return _gone


def _gone(pid: int, seconds: float) -> bool:
    """Whether a process has ended within some seconds (a zombie has)."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
