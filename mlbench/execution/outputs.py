"""Keeping a cell's output within bounds: the head and the tail stay, all of it is logged.

A cell that prints for an hour must neither fill the runner's memory nor make a notebook
that no editor opens. Nothing is lost: the whole stream goes to a file beside the notebook.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from nbformat import NotebookNode
from nbformat.v4 import new_output

#: The share of the limit that is kept from the start of a stream; the rest is its end.
_HEAD_SHARE = 0.5
#: The log is written in pieces of this many characters.
_WRITE_SIZE = 1_000_000


class CellOutput:
    """The output of one cell while it runs.

    Parameters
    ----------
    limit : int
        Characters kept in the notebook, streams and displays together.
    log : Path
        Where the whole stream goes once it is too long for the notebook.
    """

    def __init__(self, limit: int, log: Path) -> None:
        self.limit = limit
        self.log = log
        self._kept = 0
        self._places: dict[str, tuple[int, int]] = {}
        self._head: list[str] = []
        self._tail: deque[str] = deque()
        self._tail_size = 0
        self._left_out = 0
        self._file: TextIO | None = None
        self._closed = False

    def stream(self, text: str) -> str:
        """Take a piece of a stream; return what of it goes into the notebook now.

        What comes after the cell was given up is dropped: it belongs to no cell any more.
        """
        if self._closed:
            return ""
        room = max(0, int(self.limit * _HEAD_SHARE) - self._kept)
        # a piece may be tens of megabytes: it is copied no more often than must be
        head, rest = (text[:room], text[room:]) if room else ("", text)
        self._kept += len(head)
        if rest and self._file is None:
            self._file = self._open_log()
        if self._file is None:
            self._head.append(head)
        else:
            for start in range(0, len(text), _WRITE_SIZE):
                self._file.write(text[start : start + _WRITE_SIZE])
            self._keep_tail(rest)
        return head

    def display(
        self, data: dict[str, Any], place: str = "", *, update: bool = False
    ) -> dict[str, Any]:
        """Return a display's data, or a note in its place when it is too large.

        Parameters
        ----------
        data : dict
            Content by media type.
        place : str
            The display's id, if it has one: every display of one id shows the latest data.
        update : bool
            Whether the data only take the place of earlier ones, so that they don't add up.
        """
        size = sum(len(v) if isinstance(v, str) else len(repr(v)) for v in data.values())
        number, before = self._places.get(place, (0, 0)) if place else (0, 0)
        number = max(1, number + (not update))
        kept = self._kept - before + number * size
        if kept <= self.limit:
            self._kept = kept
            if place:
                self._places[place] = number, number * size
            return data
        note = (
            f"[An output of {size:,} characters was left out here: a cell's output is kept up "
            f"to {self.limit:,}. Show less of it, or raise MLBENCH_OUTPUT_LIMIT.]"
        )
        return {"text/plain": note}

    def finish(self, cell: NotebookNode) -> None:
        """Add the note and the tail to the cell, and close the log."""
        self._closed = True
        if self._file is None:
            return
        self._file.close()
        self._file = None
        hidden = self._left_out - self._tail_size
        note = (
            f"\n[{hidden:,} characters of output were left out here; "
            f"all of it is in {self.log.name}]\n"
        )
        tail = "".join(self._tail)
        cell.outputs.append(new_output("stream", name="stdout", text=note + tail))

    def _open_log(self) -> TextIO:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        file = self.log.open("w", encoding="utf-8", errors="backslashreplace")
        file.writelines(self._head)
        self._head.clear()
        return file

    def _keep_tail(self, text: str) -> None:
        room = self.limit - int(self.limit * _HEAD_SHARE)
        self._left_out += len(text)
        piece = text[-room:]
        self._tail.append(piece)
        self._tail_size += len(piece)
        while self._tail_size - len(self._tail[0]) >= room:
            self._tail_size -= len(self._tail.popleft())

    def __enter__(self) -> CellOutput:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
