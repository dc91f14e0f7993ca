"""Steps go side by side where the study lets them, and see what they would one by one."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest

import mlbench
from mlbench.errors import MlbenchError, RefusedInput
from mlbench.execution.api import make_plan
from mlbench.execution.events import Observer
from mlbench.execution.runner import run_plan
from mlbench.settings import settings
from mlbench.store import progress
from mlbench.store.folder import RunFolder
from mlbench.store.record import RunRecord, StepRecord

MLBENCH = Path(sys.executable).with_name("mlbench")
#: Says that it is there, and waits until the other one has said so.
MEETS = """
import time
from pathlib import Path

Path({own!r}).touch()
deadline = time.monotonic() + 60
while not Path({other!r}).exists():
    assert time.monotonic() < deadline, "the other one never came"
    time.sleep(0.01)
"""
#: Waits until the record says that another step has failed.
OUTLASTS = """
import json, os, time
from pathlib import Path

record = Path(json.loads(os.environ["MLBENCH_STEP"])["run"]) / "run.json"
deadline = time.monotonic() + 60
while json.loads(record.read_bytes())["steps"][{number}]["state"] != "failed":
    assert time.monotonic() < deadline, "the other one never failed"
    time.sleep(0.01)
"""
TIMES = """
import time, mlbench

step, begin = mlbench.step(), time.monotonic()
time.sleep(0.2)
step.record(begin_{name}=begin, end_{name}=time.monotonic())
"""
HANDS_ON = "import mlbench; mlbench.step().save('word', 'said'); mlbench.step().record(said=1)"
TAKES = "import mlbench; step = mlbench.step(); step.record(word=step.load('word'))"
LOOKS = (
    "import mlbench; step = mlbench.step()\n"
    "step.record(word=step.load('word', optional=True), seen='said' in step.recorded())"
)
SLEEPS = (
    "import os, time\nfrom pathlib import Path\n"
    "Path('{name}.pid').write_text(str(os.getpid()))\ntime.sleep(60)"
)

#: Runs a study, and has the system hand SIGINT to the thread of its step.
SIGNALS = """
import signal, sys, threading, time
from pathlib import Path
import mlbench

def send():
    while not Path("one.pid").exists():
        time.sleep(0.05)
    [step] = [thread for thread in threading.enumerate() if thread.name == "step one"]
    signal.pthread_kill(step.ident, signal.SIGINT)

threading.Thread(target=send).start()
try:
    mlbench.run(sys.argv[1])
except KeyboardInterrupt:
    sys.exit(7)
"""

Write = Callable[..., Path]


@pytest.fixture
def study(workplace: Path) -> Write:
    """Write a study of notebooks of one cell each; a step is code, or code and its ``after``."""

    def write(**steps: str | tuple[str, list[str]]) -> Path:
        lines = ["study: beside", "data: {source: sklearn:iris, target: target}", "steps:"]
        for name, wanted in steps.items():
            code, after = (wanted, None) if isinstance(wanted, str) else wanted
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
            notebook.metadata.kernelspec = {
                "name": "python3", "display_name": "x", "language": "python",
            }  # fmt: skip
            nbformat.write(notebook, workplace / f"{name}.ipynb")
            waits = "" if after is None else f", after: {json.dumps(after)}"
            lines.append(f"  - {{notebook: {name}.ipynb{waits}}}")
        path = workplace / "study.yaml"
        path.write_text("\n".join(lines))
        return path

    return write


def _states(run: mlbench.Run) -> dict[str, str]:
    return {step.name: str(step.state) for step in run.record.steps}


class _Watching(Observer):
    """Keep which steps the folder of the run says are going, whenever a cell starts."""

    def __init__(self) -> None:
        self.seen: list[set[str]] = []
        self.folder: RunFolder | None = None

    def run_started(self, record: RunRecord, folder: RunFolder) -> None:
        self.folder = folder

    def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
        assert self.folder is not None
        self.seen.append({place.step for place in progress.read(self.folder.path)})


def test_steps_that_wait_for_nothing_go_at_the_same_time(study: Write) -> None:
    path = study(
        one=MEETS.format(own="one.here", other="two.here"),
        two=(MEETS.format(own="two.here", other="one.here"), []),
        three="1",
    )
    watching = _Watching()
    run = mlbench.run(path, observer=watching, jobs=2)
    assert _states(run) == {"one": "done", "two": "done", "three": "done"}
    assert {"one", "two"} in watching.seen
    assert watching.seen[-1] == {"three"}
    assert [step.after for step in run.record.steps] == [[], [], ["one", "two"]]
    assert not (run.folder.path / progress.FILE_NAME).exists()


def test_step_that_says_nothing_waits_for_all_above_it(study: Write) -> None:
    path = study(one=TIMES.format(name="one"), two=TIMES.format(name="two"))
    values = mlbench.run(path, observer=Observer(), jobs=2).values
    assert values["begin_two"] >= values["end_one"]


@pytest.mark.parametrize("how", ["argument", "setting"])
def test_one_job_goes_through_the_steps_one_by_one(
    study: Write, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "setting":
        monkeypatch.setenv("MLBENCH_JOBS", "1")
        settings.cache_clear()
    path = study(one=TIMES.format(name="one"), two=(TIMES.format(name="two"), []))
    values = mlbench.run(path, observer=Observer(), jobs=1 if how == "argument" else None).values
    assert values["begin_two"] >= values["end_one"]


def test_fewer_than_no_jobs_are_refused_before_anything_is_written(study: Write) -> None:
    path = study(one="1")
    with pytest.raises(RefusedInput, match=r"jobs must be at least 0\. Got -1"):
        mlbench.run(path, observer=Observer(), jobs=-1)
    assert not (path.parent / "runs").exists()


def test_terminal_shows_a_line_for_each_step_that_goes(study: Write, workplace: Path) -> None:
    path = study(
        one=MEETS.format(own="one.here", other="two.here") + "time.sleep(1)",
        two=(MEETS.format(own="two.here", other="one.here") + "time.sleep(1)", []),
    )
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 100))
    process = subprocess.Popen(
        [MLBENCH, "run", path, "--jobs", "2"], cwd=workplace, env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.DEVNULL, stderr=theirs,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the end of the other side
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert process.wait(timeout=60) == 0
    plain = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", shown)
    frames = plain.replace(b"\r\n", b"\n").split(b"\r")
    beside = [
        frame for frame in frames if re.search(rb"one .*cell 1/1.*\n.*two ", frame, re.DOTALL)
    ]
    assert beside
    assert not any(b"check" in frame for frame in beside)  # what the run itself did before


def test_step_sees_what_those_before_it_left_and_nothing_of_those_beside_it(study: Write) -> None:
    path = study(one=HANDS_ON, beside=(LOOKS, []), after=(TAKES, ["one"]), last=(TAKES, ["after"]))
    run = mlbench.run(path, observer=Observer(), jobs=1)  # the first is done when the second looks
    assert set(_states(run).values()) == {"done"}
    by_name = {step.name: step.recorded for step in run.record.steps}
    assert by_name["beside"] == {"word": None, "seen": False}
    assert by_name["after"]["word"] == "said"
    assert by_name["last"]["word"] == "said"


def test_what_a_step_beside_saves_is_refused_and_after_is_named(study: Write) -> None:
    path = study(one=HANDS_ON, two=(TAKES, []))
    run = mlbench.run(path, observer=Observer(), jobs=1)
    assert _states(run) == {"one": "done", "two": "failed"}
    message = str(run.error)
    assert "No step that step 'two' waits for has saved 'word'." in message
    traceback = str(run.record.step("two").error)
    assert "If another step saves it, add that to 'after' of step 'two'" in traceback
    assert "does not wait for 'one'" in traceback


def test_step_beside_one_that_fails_comes_to_its_end_and_none_is_started(study: Write) -> None:
    path = study(
        fails="1 / 0",
        lasts=(OUTLASTS.format(number=0), []),
        waits=("1", ["lasts"]),
        free=("1", []),
    )
    run = mlbench.run(path, observer=Observer(), jobs=2)
    assert _states(run) == {
        "fails": "failed", "lasts": "done", "waits": "not-run", "free": "not-run",
    }  # fmt: skip
    assert run.state == "failed"
    assert run.record.error is not None
    assert run.record.error["step"] == "fails"


def test_observer_that_raises_ends_all_that_goes(study: Write, workplace: Path) -> None:
    path = study(one=SLEEPS.format(name="one"), two=(SLEEPS.format(name="two"), []))

    class Refusing(Observer):
        def cell_started(self, step: StepRecord, number: int, heading: str) -> None:
            if step.name == "two":
                while len(list(workplace.glob("*.pid"))) < 2:
                    time.sleep(0.01)
                raise MlbenchError("enough")

    with pytest.raises(MlbenchError, match="enough"):
        run_plan(make_plan(path, {}), workplace / "runs", Refusing(), jobs=2)
    [record] = workplace.glob("runs/*/*/run.json")
    assert {step["state"] for step in json.loads(record.read_bytes())["steps"]} == {"killed"}
    assert all(_gone(int(pid.read_text())) for pid in workplace.glob("*.pid"))


@pytest.mark.parametrize("warm", ["0", "1"])
def test_interrupt_ends_every_step_that_goes(study: Write, workplace: Path, warm: str) -> None:
    path = study(one=SLEEPS.format(name="one"), two=(SLEEPS.format(name="two"), []))
    process = subprocess.Popen(
        [MLBENCH, "run", path, "--jobs", "2"], cwd=workplace, text=True,
        env={**os.environ, "MLBENCH_WARM": warm},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    deadline = time.monotonic() + 90
    while len(list(workplace.glob("*.pid"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    pids = [int(pid.read_text()) for pid in workplace.glob("*.pid")]
    assert len(pids) == 2
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "Task" not in said
    assert all(map(_gone, pids))
    [record] = workplace.glob("runs/*/*/run.json")
    stored = json.loads(record.read_bytes())
    assert [stored["state"], *(step["state"] for step in stored["steps"])] == ["killed"] * 3


def test_signal_that_reaches_the_thread_of_a_step_is_heard(study: Write, workplace: Path) -> None:
    path = study(one=SLEEPS.format(name="one"))
    done = subprocess.run(
        [sys.executable, "-c", SIGNALS, path], cwd=workplace, timeout=60, check=False
    )
    assert done.returncode == 7
    assert _gone(int((workplace / "one.pid").read_text()))


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Path(f"/proc/{pid}").exists()
