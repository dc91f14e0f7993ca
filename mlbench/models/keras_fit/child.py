"""A process that fits networks for another one, which its standard streams lead to.

``KERAS_BACKEND`` is set when it starts. It ends with its input.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from typing import IO, Any

from mlbench.models.keras_fit.loop import train


class Teller:
    """Hooks of a fit that say what they are told."""

    params: dict[str, Any]

    def __init__(self, to: IO[bytes]) -> None:
        self.to = to

    def on_train_begin(self, logs: Any = None) -> None:
        """Say that the fit begins."""
        self._say("on_train_begin")

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Say that an epoch begins."""
        self._say("on_epoch_begin", epoch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Say how far an epoch is."""
        self._say("on_train_batch_end", batch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Say what an epoch came to."""
        self._say("on_epoch_end", epoch, logs)

    def on_train_end(self, logs: Any = None) -> None:
        """Say that the fit is over."""
        self._say("on_train_end")

    def _say(self, hook: str, *words: Any) -> None:
        say(self.to, "told", (hook, self.params, words))


def say(to: IO[bytes], kind: str, what: Any) -> None:
    """Send a message."""
    pickle.dump((kind, what), to)
    to.flush()


def main() -> None:
    """Fit what comes in, until nothing comes any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the one who asked
    to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no message
    while True:
        try:
            plan, rows = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            say(to, "done", train(plan, rows, Teller(to)))
        except BrokenPipeError:
            return  # nobody waits for it
        except Exception as error:  # noqa: BLE001 - raised again where it was asked for
            say(to, "failed", error)


if __name__ == "__main__":
    main()
