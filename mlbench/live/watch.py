"""Drawing work while it goes, from a thread beside it.

The one who works writes a few attributes and nothing else. A thread looks at them twice a
second, and not before two seconds have passed: work that is done by then shows nothing. So
drawing costs the same for a long training and a short one, and can't change a figure.
"""

from __future__ import annotations

import contextvars
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mlbench.live.screens import Screen, screen_here
from mlbench.live.work import Work
from mlbench.pictures import Picture

#: Work that ends sooner than this shows nothing (seconds).
AFTER = 2.0
#: It is drawn no more often than this (seconds).
EVERY = 0.5
#: Drawing takes no more than this share of the time.
MOST = 0.02

#: The watches that are open, the outermost first; only the main thread has any.
_open: list[Watch] = []


class Watch:
    """Show a piece of work from :meth:`start` to :meth:`stop`.

    Work that begins while other work is shown becomes a part of that, in the same place.

    Parameters
    ----------
    work : Work
        What is going on.
    after : float
        Seconds before anything is shown, in [0, inf).

    Attributes
    ----------
    spent : float
        Seconds that drawing has taken so far.
    """

    def __init__(self, work: Work, after: float = AFTER) -> None:
        self.work = work
        self.after = after
        self.spent = 0.0
        self._screen: Screen | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self._outer: Watch | None = None
        self._process = 0

    @property
    def shown(self) -> bool:
        """Whether the work went on long enough to be shown in a place of its own."""
        return self._screen is not None and self.work.elapsed >= self.after

    @property
    def is_open(self) -> bool:
        """Whether it was started and not stopped."""
        return self in _open

    @property
    def is_outermost(self) -> bool:
        """Whether it is open, and no part of other work."""
        return self.is_open and self._outer is None

    def start(self) -> None:
        """Begin to show the work, where there is a place for it; no other thread has one."""
        self.work.started = time.monotonic()
        if threading.current_thread() is not threading.main_thread():
            return
        self._process = os.getpid()
        if _open and _open[0]._process == self._process:  # noqa: SLF001 - of this class
            self._outer = _open[-1]
            self._outer.work.inner = self.work
        else:
            _open.clear()
            self._screen = screen_here()
        _open.append(self)
        if self._screen is not None:
            # the context says which cell the outputs belong to
            run = contextvars.copy_context().run
            self._thread = threading.Thread(target=run, args=(self._draw,), daemon=True)
            self._thread.start()

    def stop(self, last: Callable[[], Picture | None] | None = None, *, keep: bool = False) -> None:
        """Show no more; a second call does nothing.

        Parameters
        ----------
        last : callable, optional
            Makes the picture that stays, if the work was shown.
        keep : bool
            Whether the work around it may still look at this part: it broke off.
        """
        if self not in _open or self._process != os.getpid():
            return
        del _open[_open.index(self) :]
        if self._outer is not None:
            if not keep:
                self._outer.work.inner = None
            return
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        if self._screen is not None:
            self._screen.end(last() if last and self.shown else None)

    def _draw(self) -> None:
        assert self._screen is not None
        pause = self.after
        while not self._ended.wait(pause):
            began = time.perf_counter()
            try:
                self._screen.show(self.work)
            except Exception:
                # what is shown must never end what is done
                logging.getLogger(__name__).exception("The work can't be shown any longer.")
                return
            took = time.perf_counter() - began
            self.spent += took
            pause = max(EVERY, took / MOST)


@contextmanager
def watched(work: Work, broken: Callable[[], Picture | None] | None = None) -> Iterator[Work]:
    """Show a piece of work inside this block, and nothing after it.

    Parameters
    ----------
    work : Work
        What is going on.
    broken : callable, optional
        Makes the picture that stays when the block is left by an error or an interrupt.
    """
    watch = Watch(work)
    watch.start()
    try:
        yield work
    except BaseException:
        watch.stop(broken, keep=True)
        raise
    watch.stop()
