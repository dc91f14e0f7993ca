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
RUN = "import mlbench; mlbench.run({!r})"


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


def test_last_report_does_not_wait_for_one_that_has_not_begun(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_LATER", 60.0)
    began = time.monotonic()
    run = mlbench.run(study, observer=Observer())
    assert "left behind" in run.folder.report.read_text()
    assert time.monotonic() < began + 60


def test_report_as_it_stands_is_not_written_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reporting, "_write", lambda _: time.sleep(0.05))
    written = Reporting(RunFolder(tmp_path))
    written.as_it_stands()
    first = written._thread
    assert first is not None
    first.join()
    assert written._not_before > time.monotonic() + 0.15  # four times what it took, less a bit
    written.as_it_stands()
    assert written._thread is first
    written._not_before = 0.0
    written.as_it_stands()
    assert written._thread is not first


def test_report_that_can_not_be_written_on_the_way_ends_nothing(tmp_path: Path) -> None:
    written = Reporting(RunFolder(tmp_path / "nothing"))
    written.as_it_stands()
    with pytest.raises(StoreError):
        written.final()
