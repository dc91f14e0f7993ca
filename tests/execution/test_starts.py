"""Kernels that come up late, at the third attempt, or eight at a time."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

import mlbench
from mlbench.settings import settings


def _fake_kernel(folder: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> Path:
    """Install a kernelspec that runs a program, and a notebook that asks for it."""
    spec = folder / "jupyter" / "kernels" / "fake"
    spec.mkdir(parents=True)
    (spec / "fake.py").write_text(program)
    (spec / "kernel.json").write_text(
        json.dumps(
            {
                "argv": [sys.executable, str(spec / "fake.py"), "-f", "{connection_file}"],
                "display_name": "fake",
                "language": "python",
            }
        )
    )
    monkeypatch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('here')")])
    notebook.metadata.kernelspec = {"name": "fake", "display_name": "fake", "language": "python"}
    nbformat.write(notebook, folder / "asks.ipynb")
    return folder / "asks.ipynb"


COUNTED = """
import pathlib, runpy, sys, time
count = pathlib.Path(__file__).with_name("starts")
starts = len(count.read_text()) if count.exists() else 0
count.write_text("x" * (starts + 1))
if starts < {failures}:
    {how}
runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
"""


def _starts(notebook: Path) -> int:
    return len((notebook.parent / "jupyter" / "kernels" / "fake" / "starts").read_text())


@pytest.mark.parametrize(("failures", "state"), [(2, "done"), (3, "failed")])
def test_kernel_that_dies_at_its_start_is_started_up_to_three_times(
    workplace, monkeypatch, failures: int, state: str
) -> None:
    program = COUNTED.format(failures=failures, how="sys.exit('Address already in use')")
    notebook = _fake_kernel(workplace, monkeypatch, program)
    run = mlbench.run(notebook)
    step = run.record.steps[0]
    assert run.state == state
    assert _starts(notebook) == 3
    if state == "failed":
        assert step.error is not None
        assert step.error["code"] == "KERNEL_START"


@pytest.mark.parametrize(("failures", "state"), [(1, "done"), (2, "failed")])
def test_kernel_that_is_slow_to_start_is_started_twice(
    workplace, monkeypatch, failures: int, state: str
) -> None:
    monkeypatch.setenv("MLBENCH_START_TIMEOUT", "5")
    settings.cache_clear()
    program = COUNTED.format(failures=failures, how="time.sleep(90)")
    notebook = _fake_kernel(workplace, monkeypatch, program)
    run = mlbench.run(notebook)
    step = run.record.steps[0]
    assert run.state == state
    assert _starts(notebook) == 2
    if state == "failed":
        assert step.error is not None
        assert step.error["code"] == "KERNEL_START_TIMEOUT"
        assert "MLBENCH_START_TIMEOUT" in str(step.error["message"])


def test_runs_in_eight_threads_each_work_in_their_own_folder(zoo, workplace) -> None:
    for i in range(8):
        (workplace / f"f{i}").mkdir()
        shutil.copy(zoo / "tells_folder.ipynb", workplace / f"f{i}")
        study = f"study: s{i}\ndata: {{source: sklearn:iris, target: target}}\nsteps:\n  - notebook: tells_folder.ipynb\n"
        (workplace / f"f{i}" / "study.yaml").write_text(study)
    here = Path.cwd()
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda i: mlbench.run(workplace / f"f{i}" / "study.yaml"), range(8)))
    assert [str(run.error) for run in runs] == ["None"] * 8
    assert [run.record.steps[0].recorded["folder"] for run in runs] == [
        str(workplace / f"f{i}") for i in range(8)
    ]
    assert Path.cwd() == here


def _answer(number: int) -> str:
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="mlbench")
    said: list[str] = []
    try:
        client.execute_interactive(
            f"print({number})", output_hook=lambda m: said.append(m["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return "".join(said).strip()


def test_eight_processes_start_kernels_at_once_and_all_answer(warmth: str) -> None:
    each = {"0": 3, "1": 12}[warmth]
    with ProcessPoolExecutor(8, mp_context=multiprocessing.get_context("spawn")) as pool:
        said = list(pool.map(_answer, range(8 * each)))
    assert said == [str(i) for i in range(8 * each)]
