"""Messages that arrive, whatever the other side does as soon as it has read them."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest

from mlbench.kernels import wire


class _ReadAtOnce(socket.socket):
    """One end of a pair whose other end reads the message, and closes, while it is sent."""

    other: socket.socket
    got: dict[str, Any]

    def sendmsg(self, *what: Any) -> int:  # type: ignore[override]
        sent = super().sendmsg(*what)
        self.got, files = wire.receive(self.other)
        for file in files:
            os.close(file)
        self.other.close()
        return sent


def test_message_whose_reader_is_gone_when_it_has_read_it_was_sent() -> None:
    ours, theirs = socket.socketpair()
    with _ReadAtOnce(fileno=ours.detach()) as channel:
        channel.other = theirs
        wire.send(channel, {"do": "kernel"}, [0])
        assert channel.got == {"do": "kernel"}


@pytest.mark.parametrize("files", [[], [0]])
def test_message_that_nobody_can_read_is_an_error(files: list[int]) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours, pytest.raises(wire.WireError):
        wire.send(ours, {"do": "kernel"}, files)
