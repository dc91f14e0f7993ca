"""Looking after kernel servers: start one and wait for it, list them, stop them."""

from __future__ import annotations

import os
import time
from typing import Any

from mlbench.kernels import wire
from mlbench.kernels.launch import NoWarmStartError, ask_all, can_fork, connect, place_for

#: The tier that has everything imported.
_READY = 2
#: How long the imports of both tiers may take (seconds).
_READY_TIME = 180.0


def start(*, wait: bool = True) -> None:
    """Start the server for this environment, and wait until it has imported everything.

    Raises
    ------
    NoWarmStartError
        It can't be had, or may not fork; the text says why.
    """
    reason = can_fork()
    if reason:
        raise NoWarmStartError(reason)
    place = place_for(os.environ)
    deadline = time.monotonic() + _READY_TIME
    while True:
        with connect(place, os.environ) as channel:
            if not wait:
                return
            channel.settimeout(_READY_TIME)
            try:
                wire.send(channel, {"do": "status"})
                status, _ = wire.receive(channel)
            except wire.WireError:
                status = {}
        if status.get("unfit"):
            raise NoWarmStartError(str(status["unfit"]))
        if status.get("tier") == _READY:
            return
        if time.monotonic() > deadline:
            raise NoWarmStartError(f"it did not get ready; see {place.log}")
        time.sleep(0.1)


def status() -> list[dict[str, Any]]:
    """Return what each server of this user says of itself."""
    return [{"name": place.name, **answer} for place, answer in ask_all({"do": "status"})]


def stop() -> int:
    """Stop all servers of this user; return how many there were."""
    return len(ask_all({"do": "stop"}))
