"""A look whether a bundle says the same in a new process, to the last bit.

As a program, ``python -m mlbench.export.verify FOLDER`` loads a bundle, scores its
example and prints the answers as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlbench import plugins
from mlbench.errors import StoreError, shorten

#: Seconds that the new process may take.
TIMEOUT = 300
#: This module's name, also when it is run as a program.
MODULE = "mlbench.export.verify"


@dataclass(frozen=True)
class BundleCheck:
    """A bundle that was found to say the same in a new process.

    Attributes
    ----------
    folder : Path
        The bundle.
    rows : int
        Rows that were scored.
    process : int
        Id of the process that scored them.
    seconds : float
        What it took, the start of the process included.
    """

    folder: Path
    rows: int
    process: int
    seconds: float

    def __repr__(self) -> str:
        return (
            f"Checked: process {self.process} scored {self.rows} example rows and got the same "
            f"answers to the last bit, in {self.seconds:.1f} s."
        )

    def _repr_html_(self) -> str:
        return f"<p>{self!r}</p>"


def check_in_new_process(folder: Path, example: Mapping[str, Any]) -> BundleCheck:
    """Score a bundle's example in a new process and compare the answers.

    Parameters
    ----------
    folder : Path
        The bundle.
    example : mapping
        ``rows``, ``predictions`` and what else was said of them, by name.

    Raises
    ------
    StoreError
        The process failed, or an answer differs in a bit.
    """
    start = time.perf_counter()
    try:
        done = _in_new_process(str(folder.resolve()))
    except subprocess.TimeoutExpired as error:
        raise StoreError(
            f"The check of {folder} took longer than {TIMEOUT} s.", code="BUNDLE_CHECK_FAILED"
        ) from error
    try:
        said = json.loads(done.stdout)
    except ValueError:
        last = (done.stderr.strip() or "no words").splitlines()[-1]
        raise StoreError(
            f"The check of {folder} ended with exit code {done.returncode}: {shorten(last, 300)}",
            next_step="Run 'python -m mlbench.export.verify' on it to see all of it.",
            code="BUNDLE_CHECK_FAILED",
        ) from None
    expected = {name: value for name, value in example.items() if name != "rows"}
    if said["answers"] != expected:
        raise StoreError(
            f"The bundle in {folder} does not say the same in a new process: "
            f"{_difference(said['answers'], expected)}.",
            next_step="Don't use it; compare the versions in its manifest with those installed.",
            code="BUNDLE_DIFFERS",
        )
    seconds = time.perf_counter() - start
    return BundleCheck(folder, len(example["rows"]), int(said["process"]), seconds)


def _in_new_process(folder: str) -> subprocess.CompletedProcess[str]:
    """Run this module on a folder: in a forked process where there is one, or a fresh Python."""
    for run in plugins.load_all("mlbench.processes").values():
        done: subprocess.CompletedProcess[str] | None = run(MODULE, [folder], TIMEOUT)
        if done is not None:
            return done
    return subprocess.run(  # noqa: S603 - our own Python and module, no shell
        [sys.executable, "-m", MODULE, folder],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def _difference(found: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    for name, values in expected.items():
        others = found.get(name, [])
        for line, (mine, theirs) in enumerate(zip(values, others, strict=False), start=1):
            if mine != theirs:
                return f"{name} of row {line} are {shorten(theirs)}, expected {shorten(mine)}"
    return "other kinds of answers"


def main(folder: str) -> None:
    """Print what the bundle in a folder says of its example, as JSON."""
    from mlbench.export.bundle import load_bundle  # noqa: PLC0415 - it imports this module

    said = {"process": os.getpid(), "answers": load_bundle(folder).score_example()}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1])
