"""The libraries of what may win, imported while fits go on elsewhere.

A fitted pipeline is read in this process at the very end, when there is no time for the
import of a library.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from importlib import import_module

from mlbench.models.candidate import Candidate, Stack
from mlbench.models.catalogue import find

_asked: set[str] = set()


def import_beside(candidate: Candidate | Stack) -> None:
    """Begin to import the libraries of a candidate; whoever needs one waits for it."""
    if isinstance(candidate, Stack):
        return  # its members were candidates before
    for package in find(candidate.recipe).needs.packages:
        if package not in sys.modules and package not in _asked:
            _asked.add(package)
            threading.Thread(target=_imported, args=(package,), daemon=True).start()


def _imported(package: str) -> None:
    with suppress(Exception):  # whoever needs it hears of it
        import_module(package)
