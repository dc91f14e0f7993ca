"""The line to our extension in JupyterLab: it saves, marks cells, runs them, and copies text.

Where the extension is not, nobody answers, and everything else works.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from typing import Any

from comm import create_comm

from mlbench.widgets.staleness import StaleCell

TARGET = "mlbench.form"
#: Seconds that Lab may take to save the notebook.
_PATIENCE = 5.0

#: Called with whether the notebook was saved; None when nobody could be asked.
Then = Callable[["bool | None"], None]


class Link:
    """A comm to the extension.

    Parameters
    ----------
    on_run : callable
        Called with the id of every cell that has been run.
    """

    def __init__(self, on_run: Callable[[str], None]) -> None:
        #: Whether the extension has answered.
        self.ready = False
        self._on_run = on_run
        self._waiting: dict[int, Then] = {}
        self._numbers = count()
        self._comm = create_comm(target_name=TARGET, data={})
        self._comm.on_msg(self._told)
        self._comm.on_close(self._closed)

    def close(self) -> None:
        """Hang up."""
        self.ready = False
        self._comm.close()

    def save(self, then: Then) -> None:
        """Have the notebook saved, then go on."""
        if not self.ready:
            then(None)
            return
        number = next(self._numbers)
        self._waiting[number] = then
        timer = threading.Timer(_PATIENCE, self._go_on, (number, False))
        timer.daemon = True
        timer.start()
        self._comm.send({"do": "save", "number": number})

    def mark(self, cells: list[StaleCell]) -> None:
        """Mark cells as stale, and no others."""
        told = [{"id": cell.cell_id, "why": cell.reason} for cell in cells]
        self._send({"do": "mark", "cells": told})

    def run(self, cells: list[StaleCell]) -> None:
        """Run cells, one after the other."""
        self._send({"do": "run", "cells": [cell.cell_id for cell in cells]})

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        self._send({"do": "copy", "text": text})

    def _send(self, data: dict[str, Any]) -> None:
        if self.ready:
            self._comm.send(data)

    def _told(self, message: dict[str, Any]) -> None:
        data = message["content"]["data"]
        if data.get("told") == "ready":
            self.ready = True
        elif data.get("told") == "saved":
            self._go_on(int(data["number"]), bool(data.get("well")))
        elif data.get("told") == "ran":
            self._on_run(str(data["id"]))

    def _go_on(self, number: int, well: bool) -> None:  # noqa: FBT001 - a timer's argument
        # pop is one step to the interpreter: the answer and the timer can't both go on
        then = self._waiting.pop(number, None)
        if then is not None:
            then(well)

    def _closed(self, _: object) -> None:
        self.ready = False
