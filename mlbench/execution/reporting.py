"""The report of a run: written when the run ends, and as it stands while steps go.

A run that is killed, with its machine or without, leaves the report of what it had done.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

from mlbench.errors import MlbenchError
from mlbench.store.folder import RunFolder

#: A run that ends sooner, one step after the other, writes its report once (seconds).
_FIRST = 5.0
#: Writing it as it stands takes no more than this share of the time.
_MOST = 0.1


class Reporting:
    """Writes the report of one run.

    Parameters
    ----------
    folder : RunFolder
        The run.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self._thread: threading.Thread | None = None
        self._began, self._not_before = time.monotonic(), 0.0

    def as_it_stands(self, *, is_waiting: bool = False) -> None:
        """Write it beside what goes on, unless it was written a moment ago.

        Parameters
        ----------
        is_waiting : bool
            Whether this process does nothing but wait for other steps, so that what is made now
            costs nobody any time; if not, it is written in long runs alone.
        """
        is_writing = self._thread is not None and self._thread.is_alive()
        first = self._began + (0.0 if is_waiting else _FIRST)
        if not is_writing and time.monotonic() >= max(first, self._not_before):
            self._thread = threading.Thread(target=self._write_one, daemon=True)
            self._thread.start()

    def final(self) -> Path:
        """Write it and the page of all runs; return its path."""
        from mlbench.reports.index.write import refresh_index  # noqa: PLC0415 - see below

        if self._thread is not None:
            self._thread.join()
        written = self._write()
        with suppress(MlbenchError, OSError):  # a page of all runs is no reason to fail this one
            refresh_index(self.folder.path.parent.parent)
        return written

    def _write_one(self) -> None:
        began = time.monotonic()
        try:
            self._write()
        except Exception:  # the last one says what is wrong; until then nothing is lost
            logging.getLogger(__name__).debug("No report as it stands.", exc_info=True)
        ended = time.monotonic()
        self._not_before = ended + (ended - began) / _MOST

    def _write(self) -> Path:
        from mlbench.reports.report import write_report  # noqa: PLC0415 - brings nbconvert

        return write_report(self.folder)
