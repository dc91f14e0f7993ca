"""Messages between clients and the kernel server: JSON with a length, and open files.

A message is four bytes of length (big endian), that many bytes of JSON, and any number of
file descriptors, which travel with the first byte.
"""

from __future__ import annotations

import array
import json
import os
import socket
import struct
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct(">I")
#: No message is longer than this (bytes); an environment is the longest thing in one.
LIMIT = 16_000_000
_MOST_FILES = 8


class WireError(ConnectionError):
    """The other side went away, or did not speak our language."""


def send(channel: socket.socket, message: dict[str, Any], files: Sequence[int] = ()) -> None:
    """Send a message and file descriptors.

    Raises
    ------
    WireError
        The other side is gone, and has not read the message to its end.
    """
    body = json.dumps(message).encode()
    content = _LENGTH.pack(len(body)) + body
    try:
        if files:
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", files))]
            sent = channel.sendmsg([content], rights)
            content = content[sent:]
        # who has read it all may be gone: to send an empty rest would say that nobody read it
        if content:
            channel.sendall(content)
    except OSError as error:
        raise WireError(str(error)) from error


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Receive a message and the file descriptors that came with it.

    Raises
    ------
    WireError
        The other side is gone, too slow, or did not send a message.
    """
    files: list[int] = []
    try:
        (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, files))
        if length > LIMIT:
            raise WireError(f"a message of {length} bytes")
        message = json.loads(_exactly(channel, length, files))
    except (OSError, ValueError) as error:
        for file in files:
            os.close(file)
        raise error if isinstance(error, WireError) else WireError(str(error)) from error
    return dict(message), files


def _exactly(channel: socket.socket, size: int, files: list[int]) -> bytes:
    content = b""
    space = socket.CMSG_LEN(_MOST_FILES * array.array("i").itemsize)
    while len(content) < size:
        piece, rights, _, _ = channel.recvmsg(size - len(content), space)
        for level, kind, data in rights:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                found = array.array("i")
                found.frombytes(data[: len(data) - len(data) % found.itemsize])
                files.extend(found)
        if not piece:
            raise WireError("the connection was closed")
        content += piece
    return content


def peer_user(channel: socket.socket) -> int:
    """Return the user id of the process at the other end (``SO_PEERCRED``)."""
    credentials = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", credentials)
    return int(user)
