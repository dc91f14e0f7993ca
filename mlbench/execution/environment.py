"""What a run was made with: interpreter, machine, packages, the state of the code."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "mlbench", "pandas", "numpy", "scikit-learn", "tensorflow", "keras", "skrub", "skops",
    "matplotlib", "papermill", "nbclient", "nbconvert", "ipykernel", "jupyterlab",
)  # fmt: skip


def describe_environment() -> dict[str, Any]:
    """Return interpreter, platform, cores, and versions of the packages that matter."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "executable": Path(sys.executable).name,
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def describe_code(folder: Path) -> dict[str, Any]:
    """Return the git commit of a folder and whether its tree was clean; empty without git."""
    commit = _git(folder, "rev-parse", "HEAD")
    if not commit:
        return {}
    return {"commit": commit, "clean": not _git(folder, "status", "--porcelain")}


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(  # noqa: S603 - fixed words, no shell
            command, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
