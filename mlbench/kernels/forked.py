"""The first breath of a forked kernel: it becomes the process that a fresh one would be.

What is set back: working directory, environment, umask, resource limits, priority, CPU
affinity, session, signal handlers and mask, standard streams, open files, module search
path, random states, the number of BLAS threads, matplotlib's settings, the time zone.

What can't be: the hash seed of text is the server's (it is part of the server's
fingerprint, so a fixed ``PYTHONHASHSEED`` holds; without one, kernels of the same server
share a random seed), and ``/proc/self/cmdline`` shows the server's.
"""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import time
from typing import Any

from mlbench.kernels import blas, life_line
from mlbench.settings import settings

_LIMITS = [name for name in dir(resource) if name.startswith("RLIMIT_")]


def describe_self() -> dict[str, Any]:
    """Return what a fresh process would inherit from this one, besides its environment."""
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "umask": umask,
        "nice": os.getpriority(os.PRIO_PROCESS, 0),
        "affinity": sorted(os.sched_getaffinity(0)),
        "limits": {name: resource.getrlimit(getattr(resource, name)) for name in _LIMITS},
    }


def become(request: dict[str, Any], streams: list[int], life: int, keep: set[int]) -> None:
    """Turn this forked process into the one that was asked for.

    Parameters
    ----------
    request : dict
        ``env``, ``cwd`` and what :func:`describe_self` gave in the client.
    streams : list of int
        Descriptors of standard input, output and error.
    life : int
        The socket whose other end the client holds.
    keep : set of int
        Other descriptors that stay open.
    """
    os.setsid()
    _reset_signals()
    for number, stream in enumerate(streams):
        os.dup2(stream, number, inheritable=True)
    close_files({0, 1, 2, life, *keep})
    life_line.arm(life)
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    _inherit(request)
    os.chdir(request["cwd"])
    settings.cache_clear()
    _reset_libraries()


def _reset_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if number in (signal.SIGKILL, signal.SIGSTOP):
            continue
        handler: Any = signal.SIG_DFL
        if number == signal.SIGINT:
            handler = signal.default_int_handler
        elif number in (signal.SIGPIPE, signal.SIGXFSZ):
            handler = signal.SIG_IGN  # as Python itself starts
        try:
            signal.signal(number, handler)
        except (OSError, ValueError):
            continue  # signals that the C library keeps for itself
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def close_files(keep: set[int]) -> None:
    """Close all open files but some, by their descriptors."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - numbers, not paths
        number = int(name)
        if number not in keep:
            try:
                os.close(number)
            except OSError:
                continue  # the listing's own


def _inherit(request: dict[str, Any]) -> None:
    os.umask(request["umask"])
    os.sched_setaffinity(0, request["affinity"])
    for name, (soft, hard) in request["limits"].items():
        kind = getattr(resource, name)
        if (soft, hard) != resource.getrlimit(kind):
            resource.setrlimit(kind, (soft, hard))
    if request["nice"] != os.getpriority(os.PRIO_PROCESS, 0):
        os.setpriority(os.PRIO_PROCESS, 0, request["nice"])


def _reset_libraries() -> None:
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    blas.ensure(blas.threads_wanted(os.environ))
    if "matplotlib" in sys.modules:
        _reset_matplotlib()


_INLINE = "matplotlib_inline.backend_inline"


def _reset_matplotlib() -> None:
    """Read the settings that this working directory and environment give."""
    matplotlib = sys.modules["matplotlib"]
    file = matplotlib.matplotlib_fname()
    if not file.startswith(os.path.dirname(str(matplotlib.__file__))):  # noqa: PTH120 - text is quick
        matplotlib.rc_file(file)
    backend = os.environ.get("MPLBACKEND")
    matplotlib.rcParams["backend"] = backend or f"module://{_INLINE}"
    # this backend joins the shell while it is imported, so the import is left to the kernel
    sys.modules.pop(_INLINE, None)
