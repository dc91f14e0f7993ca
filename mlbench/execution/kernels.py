"""Which kernelspec a notebook runs on: its own, or the warm one that does the same."""

from __future__ import annotations

import sys
from pathlib import Path

from mlbench.kernels.launch import can_fork

#: The kernelspec that comes with mlbench.
WARM = "mlbench"


def kernel_for(named: str) -> str:
    """Return the kernelspec to start for the one that a notebook names.

    ``python3`` of this very interpreter and our own kernelspec start the same kernel; ours
    starts it from the kernel server, and where that may not be, has it end with its client
    all the same. Any other kernel is started as it is named.
    """
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415 - a run needs it

    if named != "python3" or can_fork():
        return named
    manager = KernelSpecManager()
    installed = manager.find_kernel_specs()
    if WARM not in installed or named not in installed:
        return named
    [program, *words] = manager.get_kernel_spec(named).argv
    ours = (
        program in ("python", "python3")
        or Path(program).resolve() == Path(sys.executable).resolve()
    )
    same = ours and words[:2] == ["-m", "ipykernel_launcher"]
    return WARM if same else named
