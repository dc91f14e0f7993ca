"""When a step whose kernel is ready may begin."""

from __future__ import annotations

import threading


class Turn:
    """A turnstile: a prepared step waits at it until its turn comes, or never does.

    Attributes
    ----------
    is_reached : bool
        Whether the step has got as far as here.
    """

    def __init__(self) -> None:
        self.is_reached = False
        self._is_wanted = True
        self._decided = threading.Event()

    @property
    def has_come(self) -> bool:
        """Whether the step may begin, or never may."""
        return self._decided.is_set()

    @property
    def is_wanted(self) -> bool:
        """Whether the step may still begin, or has."""
        return self._is_wanted

    def come(self) -> None:
        """Let the step begin."""
        self._decided.set()

    def pass_by(self) -> None:
        """Never let the step begin."""
        self._is_wanted = False
        self._decided.set()

    def wait(self) -> None:
        """Wait for it.

        Raises
        ------
        KeyboardInterrupt
            It never comes: the step ends as one that is interrupted.
        """
        self.is_reached = True
        self._decided.wait()
        if not self._is_wanted:
            raise KeyboardInterrupt
