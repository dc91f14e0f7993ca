"""The ipykernel that a forked process runs."""

from __future__ import annotations

import os
import sys

import ipykernel
from ipykernel.kernelapp import IPKernelApp


class WarmKernelApp(IPKernelApp):
    """An ipykernel whose end is the client's business, not its parent's.

    A fresh kernel watches its parent. The parent of this one is the server, which may leave
    while kernels live; the system itself ends the kernel when the client goes away.
    """

    def init_poller(self) -> None:
        """Watch no parent."""


def run_kernel(argv: list[str]) -> None:
    """Run a kernel until it is shut down.

    Parameters
    ----------
    argv : list of str
        What follows ``python -m ipykernel_launcher``: ``-f``, the connection file, options.
    """
    launcher = os.path.join(  # noqa: PTH118 - as a fresh kernel has it
        os.path.dirname(os.path.dirname(ipykernel.__file__)),  # noqa: PTH120 - the same
        "ipykernel_launcher.py",
    )
    sys.argv = [launcher, *argv]
    app = WarmKernelApp.instance(parent_handle=os.getpid())
    app.initialize(argv)
    app.start()
