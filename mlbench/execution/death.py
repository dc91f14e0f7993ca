"""Why a kernel's process ended, or never came up."""

from __future__ import annotations

import signal
from typing import Any

from mlbench.errors import StepFailed
from mlbench.kernels.confine import Group, Limits, confine, killed_for_memory
from mlbench.vocabulary import Json


class Coroner:
    """Keeps a kernel within its limits, and says how it ended.

    Parameters
    ----------
    limits : Limits
        What the kernel and all it starts may have.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.group: Group | None = None
        self._killed_before = 0

    def attend(self, manager: Any) -> None:
        """Begin with a kernel that has just been started."""
        self.begin()
        pid = getattr(getattr(manager, "provisioner", None), "pid", None)
        if pid:
            self.group = confine(int(pid), self.limits)

    def begin(self) -> None:
        """Count what is killed for its memory from now on."""
        self._killed_before = killed_for_memory()

    def leave(self) -> None:
        """End whatever of the kernel's children is left."""
        if self.group is not None:
            self.group.end()
            self.group = None

    def report(self, manager: Any) -> dict[str, Json]:
        """Return the error for a kernel that died during a cell."""
        code = exit_code_of(manager)
        if code == -signal.SIGKILL and self._for_memory():
            return self._out_of_memory()
        how = "its process is gone"
        if code is not None and code < 0:
            how = f"it was ended by signal {-code} ({signal.Signals(-code).name})"
        elif code is not None:
            how = f"its process exited with code {code}"
        return {"code": "KERNEL_DIED", "message": f"The kernel died: {how}."}

    def _for_memory(self) -> bool:
        if self.group is not None and self.group.ran_out_of_memory():
            return True
        return killed_for_memory() > self._killed_before

    def _out_of_memory(self) -> dict[str, Json]:
        had = ""
        if self.group is not None and self.group.ran_out_of_memory():
            peak = self.group.peak()
            had = f" It held {peak / 1e6:,.0f} MB of {self.limits.memory / 1e6:,.0f} MB allowed."
        return {
            "code": "KERNEL_OOM",
            "message": f"The kernel ran out of memory and was ended by the system.{had}",
            "hint": "Use fewer rows or a smaller model, or raise MLBENCH_MEMORY_LIMIT.",
        }


def exit_code_of(manager: Any) -> int | None:
    """Return the exit code of a kernel's process; negative for a signal, None if unknown."""
    process = getattr(getattr(manager, "provisioner", None), "process", None)
    if process is None:
        return None
    code = process.poll()
    return code if code is None else int(code)


def was_slow(error: Exception) -> bool:
    """Whether a kernel that never came up ran out of time, rather than ended."""
    return "respond in" in str(error)


def start_failure(error: Exception, kernel: str) -> StepFailed:
    """Return the error for a kernel that never came up."""
    slow = was_slow(error)
    return StepFailed(
        f"The kernel '{kernel}' did not start: {error}.",
        next_step=f"Start it by hand: jupyter console --kernel {kernel}"
        + (", or raise MLBENCH_START_TIMEOUT." if slow else "."),
        code="KERNEL_START_TIMEOUT" if slow else "KERNEL_START",
    )
