"""Whether somebody looks at what a cell shows, or the notebook is only executed."""

from __future__ import annotations

import os
import re
import sys
from typing import Any

from mlbench.store.handle import VARIABLE

#: How jupyter_client names its messages; front ends in a browser or an editor use a UUID.
_BY_A_PROGRAM = re.compile(r".+_\d+_\d+")


def is_watched() -> bool:
    """Whether a front end that shows widgets asked for the cell that runs now.

    A step of a run has no onlooker. Neither has what nbclient, papermill, nbconvert or a
    console sends: they use jupyter_client, and a message tells whose it is by its id.

    Returns
    -------
    bool
        False outside a kernel, too.
    """
    if os.environ.get(VARIABLE):
        return False
    kernel = getattr(interactive_shell(), "kernel", None)
    if kernel is None or kernel.session.pid != os.getpid():
        return False
    header = (kernel.get_parent() or {}).get("header") or {}
    return not _BY_A_PROGRAM.fullmatch(str(header.get("msg_id", "")))


def interactive_shell() -> Any:
    """Return IPython's shell; None in plain Python."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - it is there already

    return get_ipython()
