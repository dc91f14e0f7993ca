"""The kernel of the next step is started before its turn, and nothing of it is seen till then."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

import mlbench
from mlbench.execution.death import Coroner
from mlbench.execution.events import Observer
from mlbench.settings import settings
from mlbench.store.record import StepRecord
from mlbench.vocabulary import State

STUDY = """\
study: two
data: {source: sklearn:iris, target: target}
steps: [{notebook: one.ipynb}, {notebook: two.ipynb}]
"""
#: Waits for a file that this process writes: the number of the second kernel.
WAIT = """
import os, signal, time
from pathlib import Path
end = time.monotonic() + 20
while not Path("second").exists() and time.monotonic() < end:
    time.sleep(0.01)
"""
WHO = "import os; from pathlib import Path; Path('ran').write_text(str(os.getpid()))"


class _Started(list[int]):
    """The processes of kernels, and for how many seconds the second one is not ready."""

    pause = 0.0


@pytest.fixture
def started(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> _Started:
    """The kernels that were started; the second one's process is written to a file."""
    pids = _Started()
    attend = Coroner.attend

    def note(self: Coroner, manager: Any) -> None:
        attend(self, manager)
        pids.append(manager.provisioner.pid)
        if len(pids) == 2:
            (workplace / "new").write_text(str(pids[-1]))
            (workplace / "new").rename(workplace / "second")
            time.sleep(pids.pause)

    monkeypatch.setattr(Coroner, "attend", note)
    return pids


class _Files(Observer):
    """Notes which notebooks are there when a step starts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: dict[str, list[str]] = {}

    def step_started(self, step: StepRecord) -> None:
        self.seen[step.name] = sorted(
            path.name for path in self.folder.glob("runs/*/*/notebooks/*")
        )


@pytest.fixture
def run(workplace: Path) -> Callable[..., mlbench.Run]:
    def run(*cells: str, observer: Observer | None = None) -> mlbench.Run:
        for name, codes in {"one": cells, "two": (WHO,)}.items():
            notebook = nbformat.v4.new_notebook(cells=[*map(nbformat.v4.new_code_cell, codes)])
            notebook.metadata.kernelspec = {
                "name": "python3", "display_name": "x", "language": "python",
            }  # fmt: skip
            nbformat.write(notebook, workplace / f"{name}.ipynb")
        (workplace / "two.yaml").write_text(STUDY)
        return mlbench.run("two.yaml", observer=observer or Observer())

    return run


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    return not Path(f"/proc/{pid}").exists()


def test_kernel_of_the_next_step_is_up_before_its_turn(run, workplace, started) -> None:
    watch = _Files(workplace)
    done = run("1", WAIT, "2", observer=watch)
    assert [step.state for step in done.record.steps] == [State.DONE, State.DONE]
    assert (workplace / "ran").read_text() == (workplace / "second").read_text()
    assert watch.seen["two"] == ["01-one.ipynb"]  # nothing of it was written before
    first, second = (
        nbformat.read(done.folder.path / step.notebook, 4).metadata.papermill
        for step in done.record.steps
    )
    assert datetime.fromisoformat(second.start_time) >= datetime.fromisoformat(first.end_time)
    assert len(started) == 2


@pytest.mark.parametrize(("pause", "later"), [(0.0, 0.5), (0.5, 0.0)], ids=["ready", "starting"])
def test_nothing_is_left_of_a_step_whose_turn_never_comes(run, started, pause, later) -> None:
    started.pause = pause
    done = run("1", WAIT, f"time.sleep({later}); raise ValueError('no')")
    assert [step.state for step in done.record.steps] == [State.FAILED, State.NOT_RUN]
    assert not [*done.folder.path.glob("notebooks/02-*")]
    assert len(started) == 2
    assert _gone(started[1])


def test_prepared_kernel_that_died_is_started_again(run, workplace, started) -> None:
    kill = "os.kill(int(Path('second').read_text()), signal.SIGKILL); time.sleep(0.5)"
    done = run("1", WAIT, kill)
    assert [step.state for step in done.record.steps] == [State.DONE, State.DONE]
    assert (workplace / "ran").read_text() == str(started[2])


def test_kernel_that_is_older_than_a_package_is_not_used(
    run, workplace, started, monkeypatch
) -> None:
    packages = workplace / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(packages)
    monkeypatch.setenv("MLBENCH_WARM", "0")  # a server for each of the two states takes long
    settings.cache_clear()
    done = run("1", WAIT, f"Path({str(packages / 'late-1.0.dist-info')!r}).mkdir()")
    assert [step.state for step in done.record.steps] == [State.DONE, State.DONE]
    assert (workplace / "ran").read_text() == str(started[2])
    assert _gone(started[1])


@pytest.mark.parametrize(("pause", "later"), [(0.0, 0.5), (0.5, 0.0)], ids=["ready", "starting"])
def test_prepared_step_ends_with_an_interrupted_run(run, started, pause, later) -> None:
    started.pause = pause

    class _Interrupts(Observer):
        def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
            if number == 3:
                time.sleep(later)
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("1", WAIT, "import time; time.sleep(60)", observer=_Interrupts())
    assert all(_gone(pid) for pid in started)
