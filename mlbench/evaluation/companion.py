"""A process beside this one that computes some parts of an evaluation.

Run as a module, with the address of the process that wants them, it takes the evaluation from
there and gives back one part after the other. It goes when that process goes.
"""

from __future__ import annotations

import os
import pickle
import select
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import TYPE_CHECKING

from mlbench import plugins
from mlbench.evaluation.view import View

if TYPE_CHECKING:
    from mlbench.evaluation.result import Evaluation

#: This module's name, also when it is run as a program.
MODULE = "mlbench.evaluation.companion"
#: Seconds between two looks whether a process can be had at all, and that it may live.
_LOOK, _DAY = 0.05, 86_400.0


class Companion:
    """The process, seen from the one that wants the views.

    It comes up in threads of its own: nobody waits for it.

    Parameters
    ----------
    names : sequence of str
        Methods of an evaluation that need no arguments, in the order they are called.
    evaluation : bytes
        The evaluation, pickled.
    """

    def __init__(self, names: Sequence[str], evaluation: bytes) -> None:
        self.names = tuple(names)
        self._news = threading.Condition()
        self._begun: set[str] = set()
        self._found: dict[str, object] = {}
        self._left_out: set[str] = set()
        self._channel: Connection | None = None
        #: no process can be had, or it has come and gone; nothing comes from it any more
        self._gone = self._over = False
        threading.Thread(target=self._live, args=(evaluation,), daemon=True).start()

    def has_begun(self, name: str) -> bool:
        """Whether a view is being computed there, or is there; if not, it is left out from now."""
        with self._news:
            if name in self._begun or name not in self.names:
                return name in self._begun
            self._left_out.add(name)
            if self._channel is not None:
                with suppress(OSError):
                    self._channel.send(name)
            return False

    def wait(self, name: str) -> list[object]:
        """Wait for a view; return a list of it, empty when it does not come any more."""
        with self._news:
            self._news.wait_for(lambda: name in self._found or self._over)
            return [self._found[name]] if name in self._found else []

    def end(self) -> None:
        """Have no more computed: nobody will ask."""
        with self._news:
            self._left_out.update(self.names)
            if self._channel is not None:
                with suppress(OSError), socket.socket(fileno=os.dup(self._channel.fileno())) as end:
                    end.shutdown(socket.SHUT_RDWR)

    def _live(self, evaluation: bytes) -> None:
        """Hand over the evaluation, and take what comes back."""
        with suppress(Exception), self._met() as channel:
            channel.send((sys.path, self.names))
            channel.send_bytes(evaluation)
            del evaluation
            with self._news:
                self._channel = channel
                for name in self._left_out:
                    channel.send(name)
            while True:
                self._hear(*channel.recv())
        with self._news:
            self._channel, self._over = None, True
            self._news.notify_all()

    def _met(self) -> Connection:
        """Have the process forked, and return the connection to it."""
        with (
            tempfile.TemporaryDirectory(prefix="mlbench-", ignore_cleanup_errors=True) as folder,
            socket.socket(socket.AF_UNIX) as door,
        ):
            address = str(Path(folder) / "door")
            door.bind(address)
            door.listen(1)
            threading.Thread(target=self._run, args=(address,), daemon=True).start()
            while not select.select([door], [], [], _LOOK)[0]:
                if self._gone:
                    raise ConnectionError("there is no process")
            return Connection(door.accept()[0].detach())

    def _run(self, address: str) -> None:
        """Have the process forked, and wait for its end."""
        with suppress(Exception):
            for run in plugins.load_all("mlbench.processes").values():
                if run(MODULE, [address], _DAY):
                    break
        self._gone = True

    def _hear(self, name: str, *found: object) -> None:
        with self._news:
            if not found:
                self._begun.add(name)
                return
            [self._found[name]] = found
            self._news.notify_all()


def main(address: str) -> None:
    """Compute what the process at an address wants, and end with it."""
    with Client(address, "AF_UNIX") as parent:
        sys.path[:], names = parent.recv()
        # our own parent wrote it
        evaluation: Evaluation = pickle.loads(parent.recv_bytes())  # noqa: S301
        left_out: set[str] = set()
        threading.Thread(target=_listen, args=(parent, left_out), daemon=True).start()
        for name in names:
            if name not in left_out:
                parent.send((name,))
                view = getattr(evaluation, name)()
                if isinstance(view, View):
                    view.picture  # noqa: B018 - it is drawn here, and sent along
                parent.send((name, view))


def _listen(parent: Connection, left_out: set[str]) -> None:
    """Hear what need not be computed any more; with the parent gone, that is everything."""
    while True:
        try:
            left_out.add(parent.recv())
        except (OSError, EOFError):
            os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
