"""Kernels that die, starve, multiply, or never come up: named truly, and nothing is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest

import mlbench
from mlbench.kernels import confine
from mlbench.kernels.confine import Group, Limits
from mlbench.settings import settings
from mlbench.store.record import StepRecord

MLBENCH = Path(sys.executable).with_name("mlbench")


def _run(notebook: Path, **parameters: object) -> tuple[mlbench.execution.api.Run, StepRecord]:
    run = mlbench.run(notebook, parameters)
    return run, run.record.steps[0]


def _statuses(run: mlbench.execution.api.Run) -> list[str]:
    path = run.folder.path / run.record.steps[0].notebook
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    return [cell.metadata.papermill.status for cell in cells]


def _limit(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    reason = confine.available()
    if reason:
        pytest.skip(reason)
    monkeypatch.setenv(f"MLBENCH_{name}", str(value))
    settings.cache_clear()


def test_segmentation_fault_is_named_and_lines_printed_before_it_are_kept(zoo, warmth) -> None:
    run, step = _run(zoo / "segfault.ipynb")
    assert step.error is not None
    assert step.error["code"] == "KERNEL_DIED"
    assert "signal 11 (SIGSEGV)" in str(step.error["message"])
    text = (run.folder.path / step.notebook).read_text()
    assert all(f"line {i}" in text for i in range(3))
    assert _statuses(run)[-2:] == ["failed", "pending"]


def test_kernel_out_of_memory_is_named_with_limit_and_peak(zoo, warmth, monkeypatch) -> None:
    _limit(monkeypatch, "MEMORY_LIMIT", 500_000_000)
    run, step = _run(zoo / "eats_memory.ipynb")
    assert step.error is not None
    assert step.error["code"] == "KERNEL_OOM"
    assert "of 500 MB allowed" in str(step.error["message"])
    assert "MLBENCH_MEMORY_LIMIT" in str(run.error)
    assert "eating" in (run.folder.path / step.notebook).read_text()
    assert _statuses(run)[-2:] == ["failed", "pending"]


def test_memory_error_of_a_cell_is_an_ordinary_failure(zoo, warmth) -> None:
    run, step = _run(zoo / "limits_itself.ipynb")
    assert step.error is not None
    assert step.error["code"] == "CELL_RAISED"
    assert "MemoryError" in str(step.error["name"])
    assert run.state == "failed"


def test_cell_that_bears_too_many_processes_fails_and_none_of_them_is_left(
    zoo, workplace, warmth, monkeypatch
) -> None:
    _limit(monkeypatch, "PROCESS_LIMIT", 150)
    run, step = _run(zoo / "bears_many.ipynb", log=str(workplace / "pids"))
    assert step.error is not None
    assert step.error["name"] == "BlockingIOError"
    assert "Resource temporarily unavailable" in str(step.error["message"])
    borne = [int(pid) for pid in (workplace / "pids").read_text().split()]
    assert len(borne) > 50
    assert [pid for pid in borne if _alive(pid)] == []
    assert run.state == "failed"


def test_no_control_group_is_left_behind(zoo, warmth, monkeypatch) -> None:
    _limit(monkeypatch, "MEMORY_LIMIT", 2_000_000_000)
    pattern = f"**/mlbench-{os.getpid()}-*"
    _run(zoo / "plain.ipynb")
    assert [path for path in Path("/sys/fs/cgroup").glob(pattern) if path.is_dir()] == []


def test_empty_group_of_a_killed_runner_is_removed_by_the_next(zoo, warmth, monkeypatch) -> None:
    _limit(monkeypatch, "MEMORY_LIMIT", 2_000_000_000)
    ended = subprocess.Popen(["true"])
    ended.wait()
    base, _ = confine._place("memory", Path("/sys/fs/cgroup"))
    left = base / f"mlbench-{ended.pid}-0"
    left.mkdir()
    _run(zoo / "plain.ipynb")
    assert not left.exists()


def test_group_of_version_2_is_made_beside_this_one_and_read(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "user" / "mine").mkdir(parents=True)
    (tmp_path / "user" / "cgroup.subtree_control").write_text("memory pids\n")
    monkeypatch.setattr(confine, "_own_groups", lambda: [("", "/user/mine")])
    place, files = confine._place("memory", tmp_path)
    assert (place, files) == (tmp_path / "user", ("memory.max",))
    (tmp_path / "user" / "cgroup.subtree_control").write_text("pids\n")
    with pytest.raises(LookupError, match="no controller 'memory'"):
        confine._place("memory", tmp_path)
    (place / "memory.events").write_text("low 0\noom 1\noom_kill 1\n")
    (place / "memory.peak").write_text("1048576\n")
    group = Group({"memory": place})
    assert group.ran_out_of_memory()
    assert group.peak() == 1_048_576
    assert confine.confine(os.getpid(), Limits(memory=2**30), tmp_path) is None


def test_cell_that_catches_every_exception_runs_out_of_time(zoo, warmth, monkeypatch) -> None:
    monkeypatch.setenv("MLBENCH_CELL_TIMEOUT", "2")
    settings.cache_clear()
    started = time.monotonic()
    run, step = _run(zoo / "catches_all.ipynb")
    assert time.monotonic() - started < 30
    assert run.state == "timeout"
    assert step.error is not None
    assert step.error["code"] == "TIMEOUT"


def test_thread_that_prints_after_its_cell_never_breaks_the_run(zoo, warmth) -> None:
    run, step = _run(zoo / "prints_late.ipynb")
    assert (run.state, step.cells_done) == ("done", step.cells)
    text = (run.folder.path / step.notebook).read_text()
    assert "second" in text
    assert "third" in text


@pytest.mark.parametrize("warm", ["0", "1"])
def test_killed_runner_takes_a_kernel_deep_in_c_and_its_children_along(
    workplace, warm: str
) -> None:
    cells = [
        nbformat.v4.new_code_cell(
            "import ctypes, os, subprocess, mlbench\n"
            "child = subprocess.Popen(['sleep', '300']).pid\n"
            "mlbench.step().record(pid=os.getpid(), child=child)\n"
            "ctypes.PyDLL(None).sleep(60)"
        )
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "x", "language": "python"}
    nbformat.write(notebook, workplace / "deep.ipynb")
    process = subprocess.Popen(
        [MLBENCH, "run", "deep.ipynb"], cwd=workplace, env={**os.environ, "MLBENCH_WARM": warm},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found: list[Path] = []
    deadline = time.monotonic() + 60
    while not found and time.monotonic() < deadline:
        found = list(workplace.glob("runs/*/*/artifacts/*/recorded.json"))
        time.sleep(0.05)
    values = json.loads(found[0].read_bytes())["values"]
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    started = time.monotonic()
    while _alive(values["pid"]) and time.monotonic() - started < 20:
        time.sleep(0.02)
    assert time.monotonic() - started < 2
    while _alive(values["child"]) and time.monotonic() - started < 20:
        time.sleep(0.02)
    assert time.monotonic() - started < 10


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_second_interrupt_ends_a_run_that_does_not_listen_at_once(zoo, workplace) -> None:
    process = subprocess.Popen(
        [MLBENCH, "run", zoo / "catches_all.ipynb"],
        cwd=workplace, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.extend(process.stderr or []))
    reader.start()
    deadline = time.monotonic() + 60
    while not list(workplace.glob("runs/*/*/notebooks/*.ipynb")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert time.monotonic() - started < 3
    reader.join()
    assert process.stderr is not None
    process.stderr.close()
    [record] = workplace.glob("runs/*/*/run.json")
    assert json.loads(record.read_bytes())["state"] in ("killed", "running")
