"""The environment's own secrets: variables whose names say so, and whose values can be."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from mlbench.secrets.addresses import passwords_in
from mlbench.secrets.names import looks_secret

#: A value that is shorter is found in texts that have nothing to do with it.
SHORTEST = 6
#: Values that are found everywhere, and that guard nothing.
_COMMON = frozenset(
    {
        "admin", "changeme", "default", "disabled", "docker", "enabled", "example", "guest",
        "jupyter", "localhost", "minioadmin", "mlbench", "mlflow", "password", "passwd",
        "postgres", "python", "secret", "string", "testing", "undefined", "unknown",
    }
)  # fmt: skip
_PLAIN = re.compile(r"\d{1,7}|[~.]{0,2}(?:/[a-z0-9._-]+)+/?|[a-z][a-z0-9+.-]*://[^@]*")


def guards_something(value: str) -> bool:
    """Whether a value that nobody declared a secret can be one.

    Short values, numbers of few digits, paths, addresses and words that everybody uses
    can't: to cover them would make outputs unreadable and protect nothing.

    >>> [guards_something(value) for value in ("gho_16C7e42F", "true", "/run/x", "postgres")]
    [True, False, False, False]
    """
    value = value.strip()
    return (
        len(value) >= SHORTEST
        and value.lower() not in _COMMON
        and len(set(value)) > 1
        and not _PLAIN.fullmatch(value)
    )


def secrets_of(environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the values of an environment that are to be covered, by their variables.

    Parameters
    ----------
    environ : mapping, optional
        The environment; this process' own when left out.
    """
    found: dict[str, str] = {}
    for name, value in (os.environ if environ is None else environ).items():
        if looks_secret(name) and guards_something(value):
            found[name] = value
        for password in passwords_in(value):
            if guards_something(password):
                found.setdefault(name, password)
    return found
