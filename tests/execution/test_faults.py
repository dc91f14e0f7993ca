"""What goes wrong in a run, with real kernels: the state must be true and nothing lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest

import mlbench
from mlbench.settings import settings
from mlbench.store.record import StepRecord

MLBENCH = Path(sys.executable).with_name("mlbench")


def _run(notebook: Path, **parameters: object) -> tuple[mlbench.execution.api.Run, StepRecord]:
    run = mlbench.run(notebook, parameters)
    return run, run.record.steps[0]


def _executed(run: mlbench.execution.api.Run) -> nbformat.NotebookNode:
    return nbformat.read(run.folder.path / run.record.steps[0].notebook, as_version=4)


def _statuses(run: mlbench.execution.api.Run) -> list[str]:
    cells = [c for c in _executed(run).cells if c.cell_type == "code"]
    return [cell.metadata.papermill.status for cell in cells]


def _text(run: mlbench.execution.api.Run) -> str:
    return (run.folder.path / run.record.steps[0].notebook).read_text("utf-8")


def test_notebook_that_ends_well_is_done_and_its_record_is_read(zoo, workplace) -> None:
    run, step = _run(zoo / "plain.ipynb", alpha=0.25)
    assert (run.state, step.cells, step.cells_done) == ("done", 3, 3)
    assert run.metrics == {"alpha": 0.25}
    assert run.error is None
    assert run.report.is_file()
    assert "alpha = 0.25" in _text(run)


def test_cell_that_raises_leaves_the_notebook_up_to_it_and_the_error_in_full(
    zoo, workplace
) -> None:
    run, step = _run(zoo / "raises.ipynb")
    assert (run.state, step.cells_done) == ("failed", 2)
    assert step.error is not None
    assert step.error["message"] == "ZeroDivisionError: division by zero"
    assert step.error["cell"] == 3
    assert "ZeroDivisionError" in str(step.error["traceback"])
    assert "1 / 0" in [cell.source for cell in _executed(run).cells]
    assert "first" in _text(run)
    assert _statuses(run) == ["completed", "completed", "failed", "pending"]
    assert run.error is not None
    assert run.error.exit_code == 1


def test_killed_kernel_is_never_completed_and_the_signal_is_named(zoo, workplace) -> None:
    started = time.monotonic()
    run, step = _run(zoo / "kernel_killed.ipynb")
    assert time.monotonic() - started < 20
    assert step.error is not None
    assert step.error["code"] == "KERNEL_DIED"
    assert "signal 9 (SIGKILL)" in str(step.error["message"])
    assert (run.state, step.cells, step.cells_done) == ("failed", 4, 1)
    assert _statuses(run) == ["completed", "failed", "pending", "pending"]
    assert "before" in _text(run)


def test_kernel_that_exits_by_itself_is_never_a_success(zoo, workplace) -> None:
    run, step = _run(zoo / "exits_hard.ipynb")
    assert step.error is not None
    assert step.error["code"] == "KERNEL_DIED"
    assert "exited with code 0" in str(step.error["message"])
    assert run.state == "failed"


def test_sys_exit_is_stopped_early_and_not_a_success(zoo, workplace) -> None:
    run, step = _run(zoo / "sys_exit.ipynb")
    assert (run.state, step.cells_done) == ("stopped-early", 1)
    assert run.error is not None
    assert run.error.exit_code == 1


def test_sys_exit_that_the_notebook_declares_is_a_success(zoo, workplace) -> None:
    run, _ = _run(zoo / "sys_exit_declared.ipynb")
    assert run.state == "done"


def test_input_fails_at_once_with_a_hint(zoo, workplace) -> None:
    run, step = _run(zoo / "asks_input.ipynb")
    assert step.error is not None
    assert "StdinNotImplementedError" in str(step.error["message"])
    assert "Make the value a parameter" in str(run.error)


def test_error_of_ours_in_a_cell_is_a_sentence_without_a_traceback(zoo, workplace) -> None:
    run, _ = _run(zoo / "refuses.ipynb")
    [error] = [
        o for c in _executed(run).cells for o in c.get("outputs", []) if o.output_type == "error"
    ]
    assert error.traceback == ["ERROR: The jar must be open. Got a closed one.\nNext: Open it."]


def test_reader_that_polls_the_notebook_while_it_runs_never_sees_half_of_it(zoo, workplace) -> None:
    torn, reads, stop = [], [0], threading.Event()

    def poll() -> None:
        while not stop.is_set():
            for path in workplace.glob("runs/*/*/notebooks/*.ipynb"):
                try:
                    nbformat.validate(json.loads(path.read_bytes()))
                    reads[0] += 1
                except ValueError as error:
                    torn.append(error)

    reader = threading.Thread(target=poll)
    reader.start()
    try:
        run, _ = _run(zoo / "saves_often.ipynb", rounds=5)
    finally:
        stop.set()
        reader.join()
    assert run.state == "done"
    assert torn == []
    assert reads[0] > 20


def test_cell_that_prints_200_mb_succeeds_with_head_tail_and_log(workplace, zoo) -> None:
    program = (
        "import re, sys, mlbench\n"
        f"run = mlbench.run({str(zoo / 'prints_much.ipynb')!r}, {{'lines': 2_000_000}})\n"
        # getrusage would tell the peak of the process this one was forked from
        "status = open('/proc/self/status').read()\n"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', status)[1]) // 1024\n"
        "print(run.state, peak, run.folder.path)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=240
    )
    state, peak, folder = done.stdout.splitlines()[-1].split()
    assert state == "done"
    assert int(peak) < 300
    notebooks = Path(folder) / "notebooks"
    [log] = notebooks.glob("*.log")
    assert log.stat().st_size == 200_000_000
    [path] = notebooks.glob("*.ipynb")
    assert path.stat().st_size < 25_000_000
    text = path.read_text()
    assert "000000000yyy" in text
    assert "001999999yyy" in text
    assert f"all of it is in {log.name}" in text
    assert "last" in text


def _started(command: list[object], folder: Path, warm: str) -> tuple[subprocess.Popen[bytes], int]:
    """Start a run in a process of its own; return it and its kernel, once a cell sleeps."""
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, "MLBENCH_WARM": warm},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for path in folder.glob("runs/*/*/artifacts/*/recorded.json"):
            return process, json.loads(path.read_bytes())["values"]["pid"]
        time.sleep(0.1)
    process.kill()
    raise AssertionError("the run did not start")


def _gone(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("warm", ["0", "1"])
def test_second_runner_in_a_run_folder_is_refused_and_told_who_is_there(
    shell, zoo, workplace, warm: str
) -> None:
    command = [MLBENCH, "run", zoo / "sleeps.ipynb", "--run-id", "mine", "-p", "seconds=60"]
    first, _ = _started(command, workplace, warm)
    record = workplace / "runs" / "sleeps" / "mine" / "run.json"
    second = shell("run", zoo / "sleeps.ipynb", "--run-id", "mine", "-p", "seconds=0")
    assert second.returncode == 2
    assert re.search(rf"in use by process \d+ on {os.uname().nodename}, since 20", second.stderr)
    assert json.loads(record.read_bytes())["state"] == "running"
    first.send_signal(signal.SIGINT)
    first.wait(timeout=30)
    assert first.returncode == 130
    stored = json.loads(record.read_bytes())
    assert (stored["state"], stored["steps"][0]["state"]) == ("killed", "killed")
    again = shell("run", zoo / "sleeps.ipynb", "--run-id", "mine", "-p", "seconds=0")
    assert again.returncode == 2
    assert "already exists" in again.stderr


@pytest.mark.parametrize("warm", ["0", "1"])
def test_terminated_run_ends_soon_and_leaves_no_kernel_behind(zoo, workplace, warm: str) -> None:
    command = [MLBENCH, "run", zoo / "sleeps.ipynb", "-p", "seconds=60"]
    process, kernel = _started(command, workplace, warm)
    started = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    assert time.monotonic() - started < 10
    assert process.returncode == 143
    assert _gone(kernel, 5)
    [record] = workplace.glob("runs/*/*/run.json")
    assert json.loads(record.read_bytes())["state"] == "killed"


@pytest.mark.parametrize("warm", ["0", "1"])
def test_kernel_of_a_killed_runner_ends_within_seconds(zoo, workplace, warm: str) -> None:
    command = [MLBENCH, "run", zoo / "sleeps.ipynb", "-p", "seconds=60"]
    process, kernel = _started(command, workplace, warm)
    process.kill()
    process.wait()
    assert _gone(kernel, 5)
    [path] = workplace.glob("runs/*/*/notebooks/*.ipynb")
    nbformat.validate(nbformat.read(path, as_version=4))


def test_run_whose_runner_was_killed_is_lost_and_never_running(shell, zoo, workplace) -> None:
    command = [MLBENCH, "run", zoo / "sleeps.ipynb", "-p", "seconds=60"]
    process, _ = _started(command, workplace, "0")
    [row] = json.loads(shell("runs", "--json").stdout)
    assert row["state"] == "running"
    process.kill()
    process.wait()
    [row] = json.loads(shell("runs", "--json").stdout)
    assert row["state"] == "lost"


@pytest.fixture
def short_time(monkeypatch: pytest.MonkeyPatch, workplace: Path) -> None:
    monkeypatch.setenv("MLBENCH_CELL_TIMEOUT", "3")
    settings.cache_clear()


@pytest.mark.parametrize("name", ["never_ends", "ignores_interrupt", "prints_for_ever"])
def test_cell_without_end_runs_out_of_time_and_is_named(zoo, short_time, name: str) -> None:
    started = time.monotonic()
    run, step = _run(zoo / f"{name}.ipynb")
    assert time.monotonic() - started < 40
    assert (run.state, step.cells_done) == ("timeout", 1)
    assert step.error is not None
    assert step.error["code"] == "TIMEOUT"
    assert step.error["cell"] == 2
    assert "longer than the 3 seconds" in str(run.error)


def test_cell_that_prints_inside_an_output_widget_never_hangs(zoo, workplace) -> None:
    for _ in range(3):
        started = time.monotonic()
        run, _step = _run(zoo / "prints_in_output_widget.ipynb")
        assert run.state == "done"
        assert time.monotonic() - started < 20


def test_plain_papermill_with_our_engine_tells_the_truth_about_a_dead_kernel(
    zoo, workplace
) -> None:
    program = Path(sys.executable).with_name("papermill")
    done = subprocess.run(
        [program, "--engine", "mlbench", zoo / "kernel_killed.ipynb", "out.ipynb"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    executed = nbformat.read(workplace / "out.ipynb", as_version=4)
    statuses = [c.metadata.papermill.status for c in executed.cells if c.cell_type == "code"]
    assert statuses == ["completed", "failed", "pending", "pending"]


@pytest.mark.parametrize("first", ["papermill", "mlbench.execution.engine"])
def test_engine_can_be_imported_before_and_after_papermill(first: str) -> None:
    program = f"import {first}, papermill, mlbench.execution.engine as e; e.MlbenchEngine"
    subprocess.run([sys.executable, "-c", program], check=True)
