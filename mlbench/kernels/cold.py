"""A kernel that is started afresh, and ends with its client as a forked one does.

``python -m mlbench.kernels.cold`` is ``python -m ipykernel_launcher`` with a life line: the
number of its descriptor is in the environment.
"""

from __future__ import annotations

import importlib
import os
import runpy

from mlbench.kernels import last_words, life_line

#: Holds the number of the descriptor.
VARIABLE = "MLBENCH_LIFE_LINE"


def main() -> None:
    """Arm the life line, and become the kernel."""
    life_line.arm(int(os.environ.pop(VARIABLE)))
    life_line.tell_of_crashes()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
    kernelapp = importlib.import_module("ipykernel.kernelapp")
    last_words.wait_for_last_words(kernelapp.IPKernelApp.instance())


if __name__ == "__main__":
    main()
