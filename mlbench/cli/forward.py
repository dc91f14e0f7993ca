"""Running a verb in a process that the kernel server forks, which has imported everything.

papermill, nbconvert, pandas, scikit-learn and what they need take seconds to import. The
kernel server has them, so a verb that needs them runs there, in a process with this one's
streams, environment and folder; this one passes signals on and ends with its exit code.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from mlbench.errors import MlbenchError

if TYPE_CHECKING:
    from mlbench.kernels.process import WarmProcess

#: Set in the forked process, so that it does the work itself.
VARIABLE = "MLBENCH_FORWARDED"
#: The verbs for which a server is started where none runs.
STARTING = frozenset({"run", "report", "compare"})
#: The verbs that use one that runs.
USING = frozenset({"data", "models", "new"})
_PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGWINCH)


def _forked(words: list[str], environment: dict[str, str]) -> WarmProcess | None:
    """Return the process that runs the words; None when it can't be had now.

    Where no server runs, some verbs start one. A run waits for it, because then all of its
    kernels are warm; anything else leaves it to the next command.
    """
    from mlbench.kernels import control
    from mlbench.kernels.launch import NoWarmStartError, Wish, fork

    wish = Wish("command", words, environment, str(Path.cwd()), (0, 1, 2))
    with suppress(NoWarmStartError, OSError):
        return fork(wish, start=False)
    if words[0] in USING:
        return None
    wait = words[0] == "run"
    if wait:
        sys.stderr.write("starting the kernel server; later runs find it there\n")
    with suppress(NoWarmStartError, OSError):
        control.start(wait=wait)
        return fork(wish, start=False) if wait else None
    return None


def _is_light(words: list[str]) -> bool:
    """Whether a verb needs none of it: its help, the page of all runs, what a finding means."""
    if words[:1] == ["index"]:
        return True
    light = {"-h", "--help", "--index", "--explain", "--git"}
    return any(word.partition("=")[0] in light for word in words)


def _may_be_forwarded(words: list[str]) -> bool:
    if not words or _is_light(words[1:]):
        return False
    if words[0] in STARTING:
        return True
    # what the server has imported would count against a bound on all addresses
    bound, _ = resource.getrlimit(resource.RLIMIT_AS)
    return words[0] in USING and bound == resource.RLIM_INFINITY


def forward(words: list[str]) -> int | None:
    """Run a command line in a forked process.

    Parameters
    ----------
    words : list of str
        What follows ``mlbench``.

    Returns
    -------
    int or None
        Its exit code; None when it was not run, and this process has to do it.
    """
    if not _may_be_forwarded(words):
        return None
    from mlbench.settings import settings

    try:
        if os.environ.get(VARIABLE) or not settings().warm:
            return None
    except MlbenchError:
        return None  # the verb itself will say it
    environment = {**os.environ, VARIABLE: "1"}
    try:
        process = _forked(words, environment)
    except KeyboardInterrupt:
        return 130
    if process is None:
        return None

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    for number in _PASSED_ON:
        signal.signal(number, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code
