"""Bounds on work that count in the pace of the machine: a slow one is given longer."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Processor seconds of the work below on the machine that bounds are stated for.
_USUAL = 0.1


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Fail when what is done within takes longer, in processor time of a usual machine."""
    start = time.process_time()
    yield
    took = time.process_time() - start
    if took >= seconds:
        pace = _work() / _USUAL
        assert took < seconds * pace, f"{took:.1f} s at {pace:.1f} times the usual time"


def _work() -> float:
    """Return the processor seconds of some text, some objects and some fresh memory."""
    start = time.process_time()
    text = "".join(f"<td>{number}</td>" for number in range(100_000))
    words = re.sub(r"<td>(\d+)</td>", r"\1 ", text).split()
    found = {word: [word] for word in words}
    pages = [bytearray(1 << 20) for _ in range(64)]
    assert len(found) == 100_000
    assert len(pages) == 64
    return time.process_time() - start
