"""The report of a run as it stands while steps go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

import mlbench
from mlbench.errors import StoreError
from mlbench.execution import reporting
from mlbench.execution.events import Observer
from mlbench.execution.reporting import Reporting
from mlbench.store.folder import RunFolder

STUDY = """\
study: long
data: {source: sklearn:iris, target: target}
steps: [{notebook: one.ipynb}, {notebook: two.ipynb}]
"""
#: Runs the study, and does not wait until a run is a long one.
RUN = "import mlbench.execution.reporting as r; r._FIRST = 0.0; import mlbench; mlbench.run({!r})"


@pytest.fixture
def study(workplace: Path) -> Path:
    """A study whose first step says something, and whose second one goes on."""
    for name, code in {
        "one": "print('left behind')",
        "two": "import time; from pathlib import Path\n"
        "while Path('going').exists(): time.sleep(0.02)",
    }.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        notebook.metadata.kernelspec = {
            "name": "python3", "display_name": "x", "language": "python",
        }  # fmt: skip
        nbformat.write(notebook, workplace / f"{name}.ipynb")
    (workplace / "study.yaml").write_text(STUDY)
    return workplace / "study.yaml"


def test_killed_run_leaves_the_report_of_what_it_had_done(study: Path, workplace: Path) -> None:
    (workplace / "going").touch()
    process = subprocess.Popen([sys.executable, "-c", RUN.format(str(study))], cwd=workplace)
    deadline = time.monotonic() + 60
    while not (reports := [*workplace.glob("runs/long/*/report.html")]):
        assert time.monotonic() < deadline, "there is no report"
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    text = reports[0].read_text()
    assert "left behind" in text
    assert "is still running: 1 of 2 steps done." in text


def test_short_run_writes_its_report_once(
    study: Path, workplace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_FIRST", 600.0)
    written: list[Path] = []
    write = Reporting._write
    monkeypatch.setattr(Reporting, "_write", lambda self: written.append(write(self)) or written[0])
    run = mlbench.run(study, observer=Observer())
    assert written == [run.folder.report]


def test_report_as_it_stands_is_not_written_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_FIRST", 0.0)
    monkeypatch.setattr(Reporting, "_write", lambda _: time.sleep(0.05))
    written = Reporting(RunFolder(tmp_path))
    written.as_it_stands()
    first = written._thread
    assert first is not None
    first.join()
    assert written._not_before > time.monotonic() + 0.2  # ten times what it took, less a bit
    written.as_it_stands()
    assert written._thread is first
    written._not_before = 0.0
    written.as_it_stands()
    assert written._thread is not first


def test_who_only_waits_for_other_steps_writes_it_in_a_short_run_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_FIRST", 600.0)
    written = Reporting(RunFolder(tmp_path))
    written.as_it_stands()
    assert written._thread is None
    written.as_it_stands(is_waiting=True)
    assert written._thread is not None


def test_report_that_can_not_be_written_on_the_way_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_FIRST", 0.0)
    written = Reporting(RunFolder(tmp_path / "nothing"))
    written.as_it_stands()
    with pytest.raises(StoreError):
        written.final()
