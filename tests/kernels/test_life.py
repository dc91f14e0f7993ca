"""Who lives how long: the server, its kernels, their children, and their client."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from mlbench.kernels import control
from mlbench.kernels.launch import NoWarmStartError, Wish, ask_all, fork, place_for
from mlbench.kernels.process import WarmProcess

CLIENT = """
import sys, time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="mlbench")
client.execute(sys.argv[1])
time.sleep(float(sys.argv[2]))
print(manager.provisioner.pid, flush=True)
time.sleep(60)
"""


def _status() -> dict:
    """What the server of this environment says of itself."""
    return dict(ask_all({"do": "status"}))[place_for(os.environ)]


def _client(code: str, wait: float = 1.0) -> tuple[subprocess.Popen[str], int]:
    process = subprocess.Popen(
        [sys.executable, "-c", CLIENT, code, str(wait)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    process.stdout.close()


def test_socket_and_folder_are_the_user_s_alone(server: Path) -> None:
    socket = place_for(os.environ).socket
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(server.stat().st_mode) == 0o700


def test_open_runtime_folder_is_refused_and_the_kernel_starts_cold(
    own_server, talk, caplog
) -> None:
    own_server.chmod(0o755)
    try:
        kernel = talk()
        assert kernel("print(1 + 1)") == "2"
        assert isinstance(kernel.process, subprocess.Popen)
    finally:
        own_server.chmod(0o700)


def test_kernel_deep_in_c_code_dies_with_its_client(server, gone) -> None:
    client, kernel = _client("import ctypes; ctypes.PyDLL(None).sleep(60)")
    assert Path(f"/proc/{kernel}").exists()
    _kill(client)
    assert gone(kernel, 2)


def test_children_of_a_kernel_end_with_it(server, gone) -> None:
    code = "import subprocess; p = subprocess.Popen(['sleep', '300'])"
    client, kernel = _client(code)
    children = Path(f"/proc/{kernel}/task/{kernel}/children").read_text().split()
    assert children
    _kill(client)
    assert gone(kernel, 2)
    assert all(gone(int(child), 10) for child in children)


def test_killed_server_leaves_its_kernels_alive_and_is_replaced(own_server, talk) -> None:
    kernel = talk()
    kernel("x = 41")
    for pid in _server_pids(own_server):
        with suppress(ProcessLookupError):  # the process that waits goes with the second one
            os.kill(pid, signal.SIGKILL)
    assert kernel("print(x + 1)") == "42"
    second = talk()
    assert second("print('here')") == "here"
    assert not isinstance(second.process, subprocess.Popen)
    os.kill(kernel.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while kernel.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert kernel.process.poll() is not None


def _server_pids(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
            leads = Path(entry.parent, "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if b"mlbench.kernels.main" in words and str(folder).encode() in words:
            pid = int(entry.parent.name)
            session = int(leads[3])
            if session != pid:  # kernels lead sessions of their own
                found.append(pid)
    return found


def test_stopped_server_is_found_by_nobody_any_more(own_server) -> None:
    place = place_for(os.environ)
    assert place.socket.exists()
    control.stop()
    assert not place.socket.exists()


def test_server_that_is_still_leaving_is_waited_for(own_server, talk) -> None:
    control.stop()
    lock = os.open(place_for(os.environ).lock, os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)  # as one that leaves has it to its end
    threading.Timer(1.0, os.close, (lock,)).start()
    assert isinstance(talk().process, WarmProcess)


def test_second_process_that_dies_is_raised_again(own_server, talk) -> None:
    before = _status()
    os.kill(before["pid"], signal.SIGKILL)
    assert talk()("print('at once')") == "at once"
    control.start()
    after = _status()
    assert after["tier"] == 2
    assert after["pid"] != before["pid"]


@pytest.mark.parametrize(
    ("ending", "code"),
    [("os.kill(os.getpid(), 9)", -9), ("os._exit(7)", 7), ("os.kill(os.getpid(), 11)", -11)],
)
def test_exit_code_and_signal_of_a_kernel_are_reported_at_once(
    server, talk, ending: str, code: int
) -> None:
    kernel = talk()
    kernel.client.execute(f"import os; {ending}")
    started = time.monotonic()
    assert kernel.process.wait(timeout=5) == code
    assert time.monotonic() - started < 1


def test_interrupt_and_restart_work_as_with_python3(server, talk) -> None:
    kernel = talk()
    kernel.client.execute("import time; time.sleep(30)")
    time.sleep(0.5)
    kernel.manager.interrupt_kernel()
    reply = kernel.client.get_shell_msg(timeout=10)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    first = kernel.pid
    kernel("x = 1")
    kernel.manager.restart_kernel(now=True)
    kernel.client.wait_for_ready(timeout=30)
    assert kernel.pid != first
    assert kernel("print('x' in globals())") == "False"


def test_sixteen_kernels_started_at_once_all_answer(server) -> None:
    async def start() -> str:
        manager = AsyncKernelManager(kernel_name="mlbench")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        said = []
        try:
            await client.wait_for_ready(timeout=60)
            await client.execute_interactive(
                "print(6 * 7)",
                output_hook=lambda m: said.append(m["content"].get("text", "")),
                timeout=60,
            )
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
        return "".join(said).strip()

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(start() for _ in range(16)))

    assert asyncio.run(all_of_them()) == ["42"] * 16


def test_two_clients_that_start_the_server_at_once_get_one(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    code = "from mlbench.kernels import control; control.start(wait=False)"
    both = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in both] == [0, 0, 0]
    try:
        assert len(list((tmp_path / "mlbench").glob("*.sock"))) == 1
        assert len(set(_server_pids_of(tmp_path / "mlbench"))) == 1
    finally:
        control.stop()


def _server_pids_of(folder: Path) -> list[int]:
    """Return the sessions of the servers in a folder: one a server."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().split(b"\0")
            session = int(Path(entry.parent, "stat").read_text().rsplit(")", 1)[1].split()[3])
        except OSError:
            continue
        if b"mlbench.kernels.main" in words and str(folder).encode() in words:
            found.append(session)
    return found


def test_idle_server_leaves_and_its_socket_with_it(tmp_path: Path, monkeypatch) -> None:
    from mlbench.settings import settings

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("MLBENCH_WARM_IDLE", "1")
    monkeypatch.setenv("MLBENCH_PRELOAD", "json")
    settings.cache_clear()
    control.start()
    deadline = time.monotonic() + 20
    while list((tmp_path / "mlbench").glob("*.sock")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert list((tmp_path / "mlbench").glob("*.sock")) == []
    settings.cache_clear()


def test_module_that_starts_a_thread_is_named_and_kernels_start_cold(
    tmp_path: Path, monkeypatch, talk
) -> None:
    from mlbench.settings import settings

    (tmp_path / "starts_a_thread.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("MLBENCH_PRELOAD", "starts_a_thread")
    settings.cache_clear()
    try:
        with pytest.raises(
            NoWarmStartError, match="importing 'starts_a_thread' leaves 1 other thread"
        ):
            control.start()
        kernel = talk()
        assert kernel("print('cold')") == "cold"
        assert isinstance(kernel.process, subprocess.Popen)
    finally:
        control.stop()
        settings.cache_clear()


def test_nothing_but_a_request_is_answered(server: Path) -> None:
    import socket

    path = place_for(os.environ).socket
    for content in (b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\2{}", b"\xff" * 64, b""):
        with socket.socket(socket.AF_UNIX) as channel:
            channel.connect(str(path))
            channel.sendall(content)
            channel.shutdown(socket.SHUT_WR)
            channel.settimeout(10)
            with suppress(ConnectionResetError):
                assert len(channel.recv(1000)) < 100
    assert _status()["tier"] == 2


def test_command_runs_in_a_forked_process_with_these_streams(server, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        wish = Wish(
            "command",
            ["templates", "--json"],
            {**os.environ, "MLBENCH_FORWARDED": "1"},
            str(tmp_path),
            (0, out.fileno(), 2),
        )
        assert fork(wish, start=False).wait(30) == 0
    assert {t["name"] for t in json.loads((tmp_path / "out").read_text())} >= {"explore"}
    assert place_for(os.environ).folder == server
