"""How a run's secrets arrive in a kernel: by a request that no notebook has a cell for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlbench.secrets import known
from mlbench.secrets.secret import Secret

_REQUEST = """\
try:
    __import__("mlbench.secrets.arrival", fromlist=["receive"]).receive(globals(), {given!r})
except ImportError:
    globals().update({values!r})
"""


def request(values: Mapping[str, Any], declared: list[str], also: Mapping[str, Any]) -> str:
    """Return the Python code that gives a kernel its secrets.

    A kernel without mlbench gets them as plain texts.

    Parameters
    ----------
    values : mapping
        What each variable is to hold: a text, or a list of texts.
    declared : list of str
        Names of the variables that are to be a ``Secret``.
    also : mapping
        What the kernel has to know besides, by its name, and has no variable for.
    """
    plain = {name: _plain(value) for name, value in values.items()}
    known_only = {name: _plain(value) for name, value in also.items()}
    given = {"values": plain, "declared": declared, "also": known_only}
    return _REQUEST.format(given=given, values=plain)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str.__str__(value) if isinstance(value, str) else value


def receive(namespace: dict[str, Any], given: Mapping[str, Any]) -> None:
    """Set the variables, and remember what they hold."""
    known.remember(given["also"])
    known.remember(given["values"])
    for name, value in given["values"].items():
        is_text = name in given["declared"] and isinstance(value, str)
        namespace[name] = Secret(value) if is_text else value
