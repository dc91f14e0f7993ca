"""The ipykernel that a forked process runs.

A forked process shares its memory with the server until it writes to it, and looking at an
object writes to it: its reference count. So a kernel that starts quickly, and stays small,
is one that looks at little.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import ipykernel
from ipykernel import ipkernel
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

from mlbench.kernels.last_words import wait_for_last_words

_NAMED = re.compile(r"--(?P<class>[A-Z]\w*)\.(?P<trait>[a-z_]\w*)=(?P<value>.*)", re.DOTALL)


class _ModuleFiles(list[str]):
    """The files of all modules, found when somebody first goes through them.

    ipykernel lists them whenever a kernel starts, for debuggers that are to skip them. To go
    through six thousand modules copies 37 MB of pages that would otherwise stay shared.
    """

    def __iter__(self) -> Any:
        if not len(self):
            files = (getattr(module, "__file__", None) for module in [*sys.modules.values()])
            self.extend(filter(None, files))
        return super().__iter__()


class WarmKernel(ipkernel.IPythonKernel):
    """An IPython kernel that does not go through all modules before it is ready."""

    def __init__(self, **options: Any) -> None:
        seen_by_it = vars(ipkernel)
        seen_by_it["sys"] = SimpleNamespace(modules={})
        try:
            super().__init__(**options)
        finally:
            seen_by_it["sys"] = sys
        self._kernel_modules = _ModuleFiles()
        if getattr(self, "debugger", None) is not None:
            self.debugger.kernel_modules = self._kernel_modules


class WarmKernelApp(IPKernelApp):
    """An ipykernel whose end is the client's business, not its parent's.

    A fresh kernel watches its parent. The parent of this one is the server, which may leave
    while kernels live; the system itself ends the kernel when the client goes away.
    """

    #: Called when the channels are bound and a client can connect.
    on_bound: Callable[[], None] = staticmethod(lambda: None)

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Read the words; those that Jupyter's own tools give need no parser of all options.

        To build the parser takes a sixth of the start.
        """
        config = _configuration(argv or [])
        if config is None:
            super().parse_command_line(argv)
            return
        self.argv = list(argv or [])
        self.extra_args = []
        self.cli_config = config
        self.update_config(config)

    def init_poller(self) -> None:
        """Watch no parent."""

    def init_kernel(self) -> None:
        """Make the kernel; its channels are bound by now."""
        self.on_bound()
        super().init_kernel()


def _configuration(words: list[str]) -> Config | None:
    """Return what ``-f FILE`` and ``--Class.trait=value`` mean; None for any other word."""
    config = Config()
    given = iter(words)
    for word in given:
        named = _NAMED.fullmatch(word)
        if word == "-f":
            config.IPKernelApp.connection_file = next(given, "")
        elif named:
            config[named["class"]][named["trait"]] = DeferredConfigString(named["value"])
        else:
            return None
    return config


def run_kernel(argv: list[str], on_bound: Callable[[], None]) -> None:
    """Run a kernel until it is shut down.

    Parameters
    ----------
    argv : list of str
        What follows ``python -m ipykernel_launcher``: ``-f``, the connection file, options.
    on_bound : callable
        Called when clients can connect. A client that tries earlier waits for a tenth of a
        second before ZeroMQ tries again.
    """
    launcher = os.path.join(  # noqa: PTH118 - as a fresh kernel has it
        os.path.dirname(os.path.dirname(ipykernel.__file__)),  # noqa: PTH120 - the same
        "ipykernel_launcher.py",
    )
    sys.argv = [launcher, *argv]
    app = WarmKernelApp.instance(parent_handle=os.getpid(), kernel_class=WarmKernel)
    app.on_bound = on_bound
    app.initialize(argv)
    app.start()
    wait_for_last_words(app)


def finish() -> None:
    """Do what Python does before it ends: wait for threads, call exit functions.

    A forked process must not return into the server's code, so it never gets to the end of
    the program, where Python would do this.
    """
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - as multiprocessing does
    atexit._run_exitfuncs()  # noqa: SLF001 - the same
