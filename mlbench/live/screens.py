"""Where work can be seen: one output of a notebook's cell, one line of a terminal, or nowhere."""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import Any, Protocol

from mlbench.live.drawing import as_html, as_text
from mlbench.live.work import Work
from mlbench.pictures import Picture

#: What an output shows that was taken back; an execution by mlbench leaves it out.
NOTHING = {"text/html": "", "text/plain": ""}


class Screen(Protocol):
    """A place that shows one piece of work. Only one thread at a time draws on it."""

    def show(self, work: Work) -> None:
        """Draw the work in place of what was shown before."""

    def end(self, last: Picture | None) -> None:
        """Show a picture for good, or nothing."""


class NotebookScreen:
    """One output, by an id that the front end and nbclient know; it is replaced in place."""

    def __init__(self) -> None:
        self._handle: Any = None

    def show(self, work: Work) -> None:
        """Draw the work in place of what was shown before."""
        from IPython.display import display  # noqa: PLC0415 - only in a kernel

        bundle = {"text/html": as_html(work), "text/plain": as_text(work)}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)

    def end(self, last: Picture | None) -> None:
        """Show a picture for good, or nothing."""
        if self._handle is not None:
            if last is None:
                self._handle.update(NOTHING, raw=True)
            else:
                self._handle.update(last)
        elif last is not None:
            from IPython.display import display  # noqa: PLC0415 - only in a kernel

            display(last)  # type: ignore[no-untyped-call]


class TerminalScreen:
    """One line on standard error, gone when the work is done."""

    def __init__(self) -> None:
        self._live: Any = None

    def show(self, work: Work) -> None:
        """Draw the work in place of what was shown before."""
        from rich.console import Console  # noqa: PLC0415 - only for long work on a terminal
        from rich.live import Live  # noqa: PLC0415 - the same
        from rich.text import Text  # noqa: PLC0415 - the same

        if self._live is None:
            console = Console(stderr=True, highlight=False)
            self._live = Live(console=console, auto_refresh=False, transient=True)
            self._live.start()
        line = Text(as_text(work), no_wrap=True, overflow="ellipsis")
        self._live.update(line, refresh=True)

    def end(self, last: Picture | None) -> None:
        """Take the line away; a terminal shows no pictures."""
        if self._live is not None:
            self._live.stop()


def screen_here() -> Screen | None:
    """Return the screen of this place; None where nobody looks, or another one draws.

    Processes that work for the one a person looks at (those of joblib, say) show nothing:
    several would draw over each other. The same holds for threads, see
    :meth:`mlbench.live.watch.Watch.start`.
    """
    if multiprocessing.parent_process() is not None:
        return None
    kernel = _kernel()
    if kernel is not None:
        # a process forked by a cell has the kernel's objects, but not its sockets
        return NotebookScreen() if kernel.session.pid == os.getpid() else None
    return TerminalScreen() if sys.stderr is not None and sys.stderr.isatty() else None


def _kernel() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython  # noqa: PLC0415 - it is there already

    return getattr(get_ipython(), "kernel", None)
