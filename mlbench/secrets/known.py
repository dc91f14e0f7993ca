"""The secrets that a notebook's own process knows of, for what it writes by itself.

A run hands a kernel its secrets; the kernel's environment has others. Results and
artifacts are written by the kernel, so they are redacted there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlbench.secrets.addresses import without_passwords
from mlbench.secrets.environment import secrets_of
from mlbench.secrets.redactor import Redactor, covers_of, texts_of

_COVERS: dict[str, str] = {}
_ADDRESSES: dict[str, str] = {}


def remember(secrets: Mapping[str, Any]) -> None:
    """Have secrets covered from now on.

    Parameters
    ----------
    secrets : mapping
        A text, or a list of texts, by its name.
    """
    _COVERS.update(covers_of(secrets))
    for value in secrets.values():
        _ADDRESSES.update({without_passwords(text): text for text in texts_of(value)})


def redactor() -> Redactor:
    """Return what covers all that is known now, the environment's secrets included."""
    return Redactor({**covers_of(secrets_of()), **_COVERS})


def uncovered(address: str) -> str:
    """Return the whole of an address that was kept without its password.

    The run record has it covered, and only the notebook that reads it knows the rest.
    """
    return _ADDRESSES.get(address, address)
