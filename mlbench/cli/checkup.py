"""The checks of ``mlbench doctor``; each is quick, and none imports what it looks at."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from mlbench.errors import MlbenchError
from mlbench.settings import settings

#: Less free space than this is said (bytes).
_LITTLE_SPACE = 2_000_000_000


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    what: str
    ok: bool
    found: str
    advice: str = ""
    needed: bool = True


def all_checks() -> list[Check]:
    """Return all checks, in the order people read them."""
    return [
        _python(),
        *_packages(),
        _templates(),
        *_kernels(),
        _limits(),
        *_places(),
        _browser(),
        *_git(),
    ]


def _python() -> Check:
    ok = (3, 11) <= sys.version_info < (3, 14)
    advice = "" if ok else "Use Python 3.11, 3.12 or 3.13."
    return Check("Python", ok, f"{platform.python_version()} ({sys.executable})", advice)


def _packages() -> Iterator[Check]:
    """Compare what mlbench requires with what is installed."""
    from packaging.requirements import Requirement

    for text in requires("mlbench") or []:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield Check(requirement.name, False, "missing", f"pip install '{requirement}'")
            continue
        ok = requirement.specifier.contains(found, prereleases=True)
        yield Check(requirement.name, ok, found, "" if ok else f"pip install '{requirement}'")


def _templates() -> Check:
    from mlbench.execution.templates import template_folder, template_names

    names = template_names()
    advice = "" if names else "Install mlbench again: its templates are missing."
    return Check("templates", bool(names), f"{', '.join(names)} ({template_folder()})", advice)


def _kernels() -> Iterator[Check]:
    from jupyter_client.kernelspec import KernelSpecManager

    installed = KernelSpecManager().find_kernel_specs()
    for name, needed in (("python3", True), ("mlbench", False)):
        place = installed.get(name)
        advice = "" if place else "pip install --force-reinstall --no-deps ipykernel mlbench"
        yield Check(f"kernel {name}", bool(place), place or "missing", advice, needed)


def _limits() -> Check:
    from mlbench.kernels.confine import available

    reason = available()
    advice = "Runs go on without limits of memory and processes." if reason else ""
    return Check("limits", not reason, reason or "control groups", advice, needed=False)


def _places() -> Iterator[Check]:
    try:
        found = settings()
    except MlbenchError as error:
        yield Check("settings", False, error.mistakes[0], error.next_step)
        return
    yield _writable(found.runs)
    data = found.data
    ok = data is None or data.is_dir()
    place = str(data) if data else "not set"
    yield Check("data folder", ok, place, "" if ok else "Correct MLBENCH_DATA.", needed=False)


def _writable(folder: Path) -> Check:
    existing = next(p for p in (folder, *folder.parents) if p.exists())
    if not os.access(existing, os.W_OK):
        return Check("runs folder", False, f"{folder} can't be written", "Set MLBENCH_RUNS.")
    free = shutil.disk_usage(existing).free
    ok = free > _LITTLE_SPACE
    advice = "" if ok else "Free some space: a run may not find room."
    return Check("runs folder", ok, f"{folder}, {free / 1e9:,.0f} GB free", advice, needed=False)


def _browser() -> Check:
    names = ("chromium", "chromium-browser", "google-chrome", "firefox")
    found = next((path for name in names if (path := shutil.which(name))), None)
    advice = "" if found else "Reports open in any browser; install one to look at them here."
    return Check("browser", found is not None, found or "none on PATH", advice, needed=False)


def _git() -> Iterator[Check]:
    """Say whether outputs of notebooks go into commits, in a repository."""
    from mlbench.execution.git import look_at_git

    try:
        complete = look_at_git(Path.cwd()).is_complete
    except MlbenchError:
        return
    found = "outputs stay out of commits" if complete else "outputs are committed"
    advice = "" if complete else "To keep them out of commits: mlbench new --git"
    yield Check("notebooks in git", True, found, advice, needed=False)
