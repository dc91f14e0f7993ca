"""Covering secrets in the messages of a kernel, before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mlbench.secrets.redactor import Redactor
from mlbench.secrets.stream import Stream

_DISPLAYS = frozenset({"display_data", "execute_result", "update_display_data"})
#: After one of these a cell's stream does not go on where it was.
_BREAKS = frozenset({"display_data", "execute_result", "error", "clear_output"})


class Covering:
    """Covers the messages of one cell after another.

    Parameters
    ----------
    redactor : Redactor
        What covers.
    """

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self._streams: dict[str, Stream] = {}
        self._last: dict[str, dict[str, Any]] = {}

    def released_by(self, message: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the messages that waited, if this one ends the wait."""
        kind, content = message["msg_type"], message["content"]
        if kind in _BREAKS or (kind == "status" and content.get("execution_state") == "idle"):
            yield from self.released()

    def released(self) -> Iterator[dict[str, Any]]:
        """Yield a message for each stream that held something back."""
        for name, stream in self._streams.items():
            text = stream.rest()
            if text:
                yield {**self._last[name], "content": {"name": name, "text": text}}

    def cover(self, message: dict[str, Any]) -> None:
        """Cover a message, in place; of a stream its end may wait for the next piece."""
        if not self.redactor:
            return
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            name = content["name"]
            self._last[name] = message
            stream = self._streams.setdefault(name, Stream(self.redactor))
            content["text"] = stream.take(content["text"])
        elif kind in _DISPLAYS:
            content["data"] = self.redactor.bundle(content["data"])
            content["metadata"] = self.redactor.value(content.get("metadata", {}))
        elif kind == "error":
            content["ename"], content["evalue"] = map(
                self.redactor.rich, (content["ename"], content["evalue"])
            )
            content["traceback"] = [self.redactor.rich(text) for text in content["traceback"]]
        elif kind.startswith("comm"):
            # the state of widgets is kept; names of its fields and models are a program's own
            content["data"] = self.redactor.long_only.value(content.get("data", {}))
