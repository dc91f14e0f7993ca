"""The report of a run: written when the run ends, and as it stands while steps go.

A run that is killed, with its machine or without, leaves the report of what it had done.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from mlbench.errors import MlbenchError
from mlbench.store.folder import RunFolder

#: A step that has just been started gets so much time to itself (seconds).
_LATER = 0.05
#: Writing it as it stands takes no more than this share of the time.
_MOST = 0.25
#: While it is written, the thread of a step waits for Python no longer than this (seconds).
_SHARED_EVERY = 0.0005


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
        self._is_last = threading.Event()
        self._not_before = 0.0

    def as_it_stands(self) -> None:
        """Write it beside the steps that go, unless it was written a moment ago.

        This process does little but wait for them, and the last one is written sooner: what was
        rendered once is remembered.
        """
        is_writing = self._thread is not None and self._thread.is_alive()
        if not is_writing and time.monotonic() >= self._not_before:
            self._thread = threading.Thread(target=self._write_one, daemon=True)
            self._thread.start()

    def final(self) -> Path:
        """Write it and the page of all runs; return its path."""
        from mlbench.reports.index.write import refresh_index  # noqa: PLC0415 - see below

        self._is_last.set()
        if self._thread is not None:
            self._thread.join()
        written = self._write()
        with suppress(MlbenchError, OSError):  # a page of all runs is no reason to fail this one
            refresh_index(self.folder.path.parent.parent)
        return written

    def _write_one(self) -> None:
        if self._is_last.wait(_LATER):
            return
        began, usual = time.monotonic(), sys.getswitchinterval()
        sys.setswitchinterval(_SHARED_EVERY)
        try:
            self._write()
        except Exception:  # the last one says what is wrong; until then nothing is lost
            logging.getLogger(__name__).debug("No report as it stands.", exc_info=True)
        finally:
            sys.setswitchinterval(usual)
        ended = time.monotonic()
        self._not_before = ended + (ended - began) / _MOST

    def _write(self) -> Path:
        from mlbench.reports.report import write_report  # noqa: PLC0415 - brings nbconvert

        return write_report(self.folder)
