"""Limits of memory and processes for a kernel and all that it starts, by control groups.

A control group (cgroup) is the system's own account of a set of processes. A process that
is put into one takes its children along, whatever they do, so a limit holds for all of
them together, and none is missed when they are ended. Versions 1 and 2 of the interface
are spoken (Linux: ``Documentation/admin-guide/cgroup-v1``, ``cgroup-v2.rst``). Groups are
made beside or below this process's own; where the system does not allow that, there is no
limit, and ``mlbench doctor`` says so.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_COUNT = itertools.count()
#: How long the processes of a group may take to be gone after SIGKILL (seconds).
_END_TIME = 2.0
_SYSTEM = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Limits:
    """What a kernel and all its children may have together.

    Attributes
    ----------
    memory : int
        Bytes; 0 for no limit.
    processes : int
        Processes and threads; 0 for no limit.
    """

    memory: int = 0
    processes: int = 0


@dataclass
class Group:
    """The control group of one kernel.

    Attributes
    ----------
    folders : dict of str to Path
        The group's folder for each controller, ``memory`` and ``pids``; one and the same
        in version 2.
    """

    folders: dict[str, Path] = field(default_factory=dict)

    def add(self, pid: int) -> None:
        """Put a process into the group; its later children are born into it.

        Raises
        ------
        OSError
            The system does not allow it, or the process is gone.
        """
        for folder in self._distinct():
            (folder / "cgroup.procs").write_text(str(pid))

    def ran_out_of_memory(self) -> bool:
        """Whether the system ended a process of the group because of its limit."""
        return (
            self._counter("memory.events", "oom_kill")
            + self._counter("memory.oom_control", "oom_kill")
            > 0
        )

    def peak(self) -> int:
        """Return the most memory that was ever held, in bytes; 0 when it is unknown."""
        for name in ("memory.peak", "memory.max_usage_in_bytes"):
            with suppress(OSError, ValueError, KeyError):
                return int((self.folders["memory"] / name).read_text())
        return 0

    def end(self) -> None:
        """End what is left of it, and remove it."""
        deadline = time.monotonic() + _END_TIME
        for folder in self._distinct():
            while time.monotonic() < deadline:
                try:
                    left = (folder / "cgroup.procs").read_text().split()
                    if not left:
                        folder.rmdir()
                        break
                except FileNotFoundError:
                    break
                except OSError:
                    left = []  # the last one is just going
                for pid in left:
                    with suppress(ProcessLookupError, PermissionError):
                        os.kill(int(pid), signal.SIGKILL)
                time.sleep(0.005)

    def _distinct(self) -> list[Path]:
        return list(dict.fromkeys(self.folders.values()))

    def _counter(self, file: str, name: str) -> int:
        with suppress(OSError, KeyError, ValueError):
            for line in (self.folders["memory"] / file).read_text().splitlines():
                if line.split()[0] == name:
                    return int(line.split()[1])
        return 0


def confine(pid: int, limits: Limits, system: Path = _SYSTEM) -> Group | None:
    """Put a process into a group of its own with limits.

    Parameters
    ----------
    pid : int
        The process.
    limits : Limits
        What it and its children may have.
    system : Path
        Where control groups are mounted.

    Returns
    -------
    Group or None
        None when no limit is wanted, or the system does not allow it.
    """
    wanted = {"memory": limits.memory, "pids": limits.processes}
    group = Group()
    try:
        for controller, limit in wanted.items():
            if limit:
                group.folders[controller] = _make(controller, limit, system)
        if not group.folders:
            return None
        group.add(pid)
    except (OSError, LookupError):
        group.end()
        return None
    return group


def available(system: Path = _SYSTEM) -> str:
    """Return why there are no limits here, in words; empty when there are."""
    try:
        made = Group({name: _make(name, 2**20, system) for name in ("memory", "pids")})
    except (OSError, LookupError) as error:
        return f"control groups can't be made here ({error})"
    made.end()
    return ""


def killed_for_memory() -> int:
    """Return how often this system has ended a process for want of memory since it started."""
    with suppress(OSError):
        for line in Path("/proc/vmstat").read_text().splitlines():
            if line.startswith("oom_kill "):
                return int(line.split()[1])
    return 0


def _make(controller: str, limit: int, system: Path) -> Path:
    name = f"mlbench-{os.getpid()}-{next(_COUNT)}"
    base, files = _place(controller, system)
    _sweep(base)
    folder = base / name
    folder.mkdir()
    for file in files:
        try:
            (folder / file).write_text(str(limit))
        except FileNotFoundError as error:
            if file.startswith("memory.swap") or "memsw" in file:
                continue  # a kernel without an account of swap
            folder.rmdir()
            raise LookupError(f"no controller '{controller}'") from error
    return folder


def _sweep(base: Path) -> None:
    """Remove empty groups that killed runners left behind; one with processes stays."""
    for folder in base.glob("mlbench-*-*"):
        if not Path("/proc", folder.name.split("-")[1]).exists():
            with suppress(OSError):
                folder.rmdir()


def _place(controller: str, system: Path) -> tuple[Path, tuple[str, ...]]:
    """Return where groups of a controller can be made, and the files that set its limit."""
    own = dict(_own_groups())
    if controller in own and (system / controller).is_dir():
        files = {
            "memory": ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"),
            "pids": ("pids.max",),
        }
        return system / controller / own[controller].lstrip("/"), files[controller]
    if "" not in own:
        raise LookupError("no control groups")
    # a group with processes can't hand controllers down, so ours stand beside this one's
    beside = (system / own[""].lstrip("/")).parent
    handed_down = (beside / "cgroup.subtree_control").read_text().split()
    if controller not in handed_down:
        raise LookupError(f"no controller '{controller}'")
    return beside, {"memory": ("memory.max",), "pids": ("pids.max",)}[controller]


def _own_groups() -> list[tuple[str, str]]:
    """Return controller and path of each group that this process is in; '' for version 2."""
    found = []
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        found += [(controller, path) for controller in controllers.split(",")]
    return found
