"""Telling what goes on, to those who have waited for it for a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mlbench.reports.sharing.members import Tell

#: Seconds that pass in silence.
PATIENCE = 2.0
#: Seconds between two lines where no line can be redrawn.
_PAUSE = 10.0


@contextmanager
def telling() -> Iterator[Tell]:
    """Give what tells of progress: one line redrawn on a terminal, a few lines elsewhere."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    start = time.monotonic()
    with console.status("") as status:
        status.stop()

        def tell(what: str, done: int, total: int) -> None:
            if time.monotonic() - start > PATIENCE:
                status.start()
                status.update(_line(what, done, total)[: console.width - 4])

        yield tell


def _plain() -> Tell:
    due = time.monotonic() + PATIENCE

    def tell(what: str, done: int, total: int) -> None:
        nonlocal due
        if time.monotonic() > due:
            due = time.monotonic() + _PAUSE
            print(_line(what, done, total), file=sys.stderr, flush=True)  # noqa: T201 - this is the terminal

    return tell


def _line(what: str, done: int, total: int) -> str:
    return f"{done} of {total}  {what}" if total else what
