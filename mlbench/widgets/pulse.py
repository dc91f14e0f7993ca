"""A thread that looks again and again while there is something to see, and then ends."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

#: Seconds between two looks.
EVERY = 1.5
#: Seconds without anything going on after which nobody looks any more.
PATIENCE = 120.0
#: Looking takes no more than this share of the time.
MOST = 0.1


class Pulse:
    """Call a function every :data:`EVERY` seconds, less often when it takes long.

    Parameters
    ----------
    look : callable
        Looks, and returns whether something goes on. It is called in a thread of its own.
    every, patience : float
        Seconds, in (0, inf).
    """

    def __init__(
        self, look: Callable[[], bool], every: float = EVERY, patience: float = PATIENCE
    ) -> None:
        self.look = look
        self.every = every
        self.patience = patience
        self._last = 0.0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_beating(self) -> bool:
        """Whether the thread is there."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin to look; while it does already, its patience starts anew."""
        self._last = time.monotonic()
        if not self.is_beating:
            self._ended = threading.Event()
            self._thread = threading.Thread(
                target=self._beat, args=(self._ended,), daemon=True, name="mlbench-browse"
            )
            self._thread.start()

    def stop(self) -> None:
        """Look no more; a look that goes on is not waited for."""
        self._ended.set()
        self._thread = None

    def _beat(self, ended: threading.Event) -> None:
        pause = self.every
        while not ended.wait(pause):
            began = time.monotonic()
            try:
                if self.look():
                    self._last = time.monotonic()
            except Exception:
                # a notebook goes on, whatever becomes of a list of runs
                logging.getLogger(__name__).exception("The runs can't be followed any longer.")
                return
            if time.monotonic() - self._last > self.patience:
                return
            pause = max(self.every, (time.monotonic() - began) / MOST)
