from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mlbench.errors import StoreError
from mlbench.store import files


def test_reader_that_polls_never_sees_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    files.write_json(path, {"n": 0})
    torn, seen, stop = [], set(), threading.Event()

    def poll() -> None:
        while not stop.is_set():
            try:
                seen.add(json.loads(path.read_bytes())["n"])
            except ValueError as error:
                torn.append(error)

    reader = threading.Thread(target=poll)
    reader.start()
    for number in range(150):
        files.write_json(path, {"n": number, "filling": ["x" * 1000] * 200})
    stop.set()
    reader.join()
    assert torn == []
    assert len(seen) > 5


def test_failure_while_writing_keeps_the_last_version_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    path = tmp_path / "model.bin"
    files.write_bytes(path, b"good")

    def fail() -> None:
        with files.replacing(path) as temporary:
            temporary.write_bytes(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_bytes() == b"good"
    assert os.listdir(tmp_path) == ["model.bin"]


def test_writer_killed_in_the_middle_leaves_the_last_version(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    files.write_json(path, {"version": 1})
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom mlbench.store import files\n"
        "with files.replacing(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'{\"version\": 2')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    assert json.loads(path.read_bytes()) == {"version": 1}


def test_full_disk_is_named_and_the_last_version_is_kept(tmp_path: Path) -> None:
    """A file size limit makes the system refuse the write, as a full disk does."""
    path = tmp_path / "big.bin"
    files.write_bytes(path, b"good")
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom mlbench.store import files\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "files.write_bytes(Path(sys.argv[1]), b'x' * 5000)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert "StoreError" in done.stderr
    assert "big.bin can't be written: File too large" in done.stderr
    assert path.read_bytes() == b"good"
    assert os.listdir(tmp_path) == ["big.bin"]


@pytest.mark.skipif(
    not (Path("/dev/full").exists() and os.geteuid() == 0 and shutil.which("mount")),
    reason="needs root and mount to make a disk that is full",
)
def test_disk_without_room_gives_disk_full_and_keeps_the_last_version(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("this machine does not allow mounting a small disk")
    try:
        files.write_bytes(disk / "a", b"good")
        with pytest.raises(StoreError) as caught:
            files.write_bytes(disk / "a", b"x" * 200_000)
        assert caught.value.code == "DISK_FULL"
        assert str(disk / "a") in str(caught.value)
        assert (disk / "a").read_bytes() == b"good"
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_place_that_can_t_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file/a\.json can't be written"):
        files.write_json(tmp_path / "file" / "a.json", {})


def test_missing_folders_are_made(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a" / "b" / "c.txt", "x")
    assert (tmp_path / "a" / "b" / "c.txt").read_text() == "x"


def test_files_get_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    files.write_text(tmp_path / "ours", "x")
    (tmp_path / "plain").write_text("x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_not_a_number_is_refused_in_json(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        files.write_json(tmp_path / "a.json", {"x": float("nan")})
    assert os.listdir(tmp_path) == []
