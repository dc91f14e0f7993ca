"""Options of reading as they are typed on a command line."""

from __future__ import annotations

from typing import Any

from mlbench.errors import RefusedInput, shorten


def options_of(words: list[str]) -> dict[str, Any]:
    """Return options of reading by their names; one that comes twice has several values.

    Raises
    ------
    RefusedInput
        A word has no equals sign.

    >>> options_of(["separator=;", "skip=2", "drop=a", "drop=b"])
    {'separator': ';', 'skip': 2, 'drop': ['a', 'b']}
    """
    given: dict[str, Any] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise RefusedInput(
                f"'--read' must be written NAME=VALUE. Got '{shorten(word)}'.",
                next_step="Write it as --read separator=';'.",
            )
        value = int(text) if name == "skip" and text.isdigit() else text
        if name in given:
            before = given[name] if isinstance(given[name], list) else [given[name]]
            given[name] = [*before, value]
        else:
            given[name] = value
    return given
