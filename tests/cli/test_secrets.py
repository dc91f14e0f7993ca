"""Secrets on the command line: where they may be named, and what others see of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MLBENCH = Path(sys.executable).with_name("mlbench")
SECRET = "hunter22-in-clear"


def _shown(pid: int | str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("warm", ["0", "1"])
def test_secret_in_clear_is_overwritten_passed_to_nobody_and_noted(
    zoo: Path, workplace: Path, warm: str
) -> None:
    words = ["run", str(zoo / "tells_secrets.ipynb"), "-p", f"password={SECRET}"]
    process = subprocess.Popen(
        [MLBENCH, *words, "-p", "raises=false"],
        cwd=workplace,
        env={**os.environ, "MLBENCH_WARM": warm},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    last, others = b"", set()
    while process.poll() is None:
        last = _shown(process.pid) or last
        for path in Path("/proc").glob("[0-9]*"):
            if path.name not in (str(process.pid), str(os.getpid())):
                others.add(_shown(path.name))
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert b"password=" + b"*" * len(SECRET) in last
    assert not [line for line in others if SECRET.encode() in line]
    assert "Note: the secret 'password' was given in clear" in err
    assert "-p password=env:NAME" in err
    assert SECRET not in out + err


def test_secrets_come_from_standard_input_line_by_line_whoever_does_the_work(
    zoo: Path, workplace: Path
) -> None:
    words = ["-p", "token=-", "-p", "password=-", "-p", "raises=false", "--json"]
    done = subprocess.run(
        [MLBENCH, "run", zoo / "tells_secrets.ipynb", *words],
        cwd=workplace, input="first\nsecond\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    import hashlib

    [step] = json.loads(done.stdout)["steps"]
    assert step["parameters"]["token"] == "[secret token]"
    assert step["recorded"]["digests"] == [
        hashlib.sha256(text).hexdigest() for text in (b"first", b"second")
    ]
    assert "Note" not in done.stderr


def test_nothing_of_a_refused_secret_is_repeated(shell, zoo: Path, workplace: Path) -> None:
    done = shell(
        "run", zoo / "tells_secrets.ipynb", "-p", "token=env:NO_SUCH", "-p", f"passwrd={SECRET}"
    )
    assert done.returncode == 2
    assert "has no parameter 'passwrd'. Did you mean 'password'?" in done.stderr
    assert SECRET not in done.stderr
    assert list(workplace.iterdir()) == []


def test_params_hides_what_stands_in_clear(shell, zoo: Path) -> None:
    for words in ([], ["--json"]):
        done = shell("params", zoo / "prints_a_key.ipynb", *words)
        assert '"id"' not in done.stdout
        assert "'id'" not in done.stdout + done.stderr
        assert words or "stands in the notebook for all to read" in done.stderr


def test_study_is_never_written_with_a_password_in_it(shell, workplace: Path) -> None:
    address = f"forge://me:{SECRET}@host/x"
    done = shell("new", "forge", "--data", address)
    assert (done.returncode, SECRET in done.stderr) == (2, False)
    assert "forge://me:***@host/x" in done.stderr
    assert "--data env:NAME" in done.stderr
    unknown = shell("new", "forge", "--data", "env:FORGE", FORGE=address)
    assert (unknown.returncode, SECRET in unknown.stderr) == (2, False)
    known = shell("new", "flowers", "--data", "env:FLOWERS", FLOWERS="sklearn:iris")
    assert known.returncode == 0, known.stderr
    [study] = workplace.rglob("study.yaml")
    assert "source: env:FLOWERS" in study.read_text()
