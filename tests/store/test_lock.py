from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mlbench.errors import StoreError
from mlbench.store.folder import new_folder
from mlbench.store.lock import RunLock, is_held

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom mlbench.store.lock import RunLock\n"
    "with RunLock(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
)


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_second_process_is_refused_and_told_who_holds_the_folder(holder, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught, RunLock(tmp_path):
        pass
    assert caught.value.code == "RUN_LOCKED"
    assert f"process {holder.pid} on {os.uname().nodename}, since 20" in str(caught.value)
    assert is_held(tmp_path)


def test_lock_of_a_killed_process_is_free_at_once(holder, tmp_path: Path) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert not is_held(tmp_path)
    with RunLock(tmp_path):
        pass


def test_new_run_in_a_folder_that_is_in_use_names_the_process(holder, tmp_path: Path) -> None:
    runs = tmp_path.parent
    (runs / "study").mkdir(exist_ok=True)
    (runs / "study" / "x").symlink_to(tmp_path)
    with pytest.raises(StoreError, match=f"process {holder.pid}"):
        new_folder(runs, "study", "x")
