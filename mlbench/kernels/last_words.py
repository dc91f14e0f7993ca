"""The end of a kernel that was told to end: its control thread first.

ipykernel closes its channels while the thread that was told may still have to flush what was
printed. That thread then waits for ten seconds for a channel that is closed, and the client
kills the kernel after two or three.
"""

from __future__ import annotations

from typing import Any

#: How long the thread may take (seconds).
_MOST = 2.0


def wait_for_last_words(app: Any) -> None:
    """Wait for the control thread of a kernel whose loop has ended, if it was told to end.

    Parameters
    ----------
    app : ipykernel.kernelapp.IPKernelApp
        The kernel's application.
    """
    # there is no other sign of it; in a cell, exit() ends the loop of the main thread alone
    was_told = getattr(app.kernel, "_shutdown_message", None) is not None
    if was_told and app.control_thread is not None:
        app.control_thread.join(_MOST)
