"""Views of an evaluation that a process beside the kernel computes."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.kernels.conftest import Talk

#: A model whose fits stand still, or break, as files in the working directory say.
SLOW = """
import os, time
from pathlib import Path
from sklearn.tree import DecisionTreeClassifier

class SlowModel(DecisionTreeClassifier):
    def fit(self, X, y, sample_weight=None):
        while Path("slow").exists():
            Path("pid").write_text(str(os.getpid()))
            time.sleep(0.02)
        if Path("broken").exists():
            raise RuntimeError("it broke")
        return super().fit(X, y, sample_weight)
"""
SETUP = """
import sys, time
from pathlib import Path
sys.path.insert(0, ".")
import mlbench
from mlbench.data.load import load
from mlbench.models.training import fit

data = load("sklearn:iris", "target")
model = fit("{recipe}", data)

def made(n_jobs):
    return mlbench.evaluate(model, data, bootstraps=50, n_jobs=n_jobs)

def wait(what):
    end = time.monotonic() + 30
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    assert what()
"""


@pytest.fixture
def kernel(server: Path, talk, tmp_path: Path) -> Talk:
    """A warm kernel in a folder with a model whose fits can be stopped."""
    (tmp_path / "slow_model.py").write_text(SLOW)
    started = talk(cwd=str(tmp_path))
    assert not started(SETUP.format(recipe="slow_model:SlowModel"))
    return started


def _has_begun(folder: Path) -> int:
    """Return the process that stands still in a fit."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if (folder / "pid").exists() and (said := (folder / "pid").read_text()):
            return int(said)
        time.sleep(0.01)
    raise AssertionError("nothing was begun")


@pytest.mark.parametrize("processes", [2, 3])
def test_views_and_pictures_from_beside_are_those_made_here(
    server: Path, talk, processes: int
) -> None:
    kernel = talk()
    kernel(SETUP.format(recipe="mlp") + f"beside, alone = made({processes}), made(1)")
    names = ["curve", "slices", "importance", "dependence"][: processes + 1]
    said = kernel(f"""
companions = beside._ahead._companions
wait(lambda: all(each._over for each in companions))
assert beside.reference() == alone.reference() != None
for name in {names}:
    view, expected = getattr(beside, name)(), getattr(alone, name)()
    drawn_beside = "picture" in vars(view) and "picture" not in vars(expected)
    same = view.frame().equals(expected.frame()) and view.note() == expected.note()
    print(name, drawn_beside, same, view.picture == expected.picture)
""")
    assert said.splitlines() == [f"{name} True True True" for name in names]


def test_what_is_asked_for_first_is_computed_here_and_left_out_there(
    kernel: Talk, tmp_path: Path
) -> None:
    (tmp_path / "slow").touch()
    kernel("evaluation = made(2)")
    _has_begun(tmp_path)
    assert kernel("print(type(evaluation.reference()).__name__)") == "Reference"
    (tmp_path / "slow").unlink()
    assert (
        kernel("""
[companion] = evaluation._ahead._companions
evaluation.curve()
wait(lambda: companion._over)
print(sorted(companion._found))
""")
        == "['curve', 'importance', 'slices']"
    )


def test_wait_for_a_view_can_be_interrupted_and_taken_up_again(
    kernel: Talk, tmp_path: Path
) -> None:
    (tmp_path / "slow").touch()
    kernel("evaluation = made(2)")
    _has_begun(tmp_path)
    threading.Timer(1.0, kernel.manager.interrupt_kernel).start()
    assert "KeyboardInterrupt" in kernel("evaluation.curve()")
    (tmp_path / "slow").unlink()
    assert kernel("view = evaluation.curve(); print('picture' in vars(view))") == "True"


def test_killed_process_is_not_missed(kernel: Talk, tmp_path: Path) -> None:
    (tmp_path / "slow").touch()
    kernel("evaluation = made(2)")
    os.kill(_has_begun(tmp_path), signal.SIGKILL)
    (tmp_path / "slow").unlink()
    assert kernel("view = evaluation.curve(); print('picture' in vars(view))") == "False"
    assert kernel("print(view.frame().equals(made(1).curve().frame()))") == "True"


def test_nothing_is_computed_for_an_evaluation_that_nobody_has(
    kernel: Talk, tmp_path: Path, gone
) -> None:
    (tmp_path / "slow").touch()
    kernel("evaluation = made(2)")
    beside = _has_begun(tmp_path)
    kernel("del evaluation")
    assert gone(beside, 5)


def test_mistake_of_a_model_is_told_by_the_notebook(kernel: Talk, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    kernel("evaluation = made(2); wait(lambda: evaluation._ahead._companions[0]._over)")
    begun = kernel("print(*evaluation._ahead._companions[0]._begun)").split()
    assert sorted(begun) == ["curve", "importance", "slices"]
    said = kernel("%colors NoColor\nevaluation.curve()")
    assert said.endswith("RuntimeError: it broke")


def test_process_beside_goes_with_its_kernel(kernel: Talk, tmp_path: Path, gone) -> None:
    (tmp_path / "slow").touch()
    kernel("evaluation = made(2)")
    beside = _has_begun(tmp_path)
    assert beside != kernel.pid
    os.kill(kernel.pid, signal.SIGKILL)
    assert gone(beside, 5)
