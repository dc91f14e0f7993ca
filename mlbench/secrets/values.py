"""Values among which there are secrets: which they are, and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlbench.secrets.addresses import passwords_in, without_passwords
from mlbench.secrets.secret import Secret


def is_secret(value: Any) -> bool:
    """Whether a value is a secret, or a list with one in it."""
    return isinstance(value, Secret) or (isinstance(value, list) and any(map(is_secret, value)))


def secrets_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the values that are secret."""
    return {name: value for name, value in values.items() if is_secret(value)}


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as they may be written: of a secret, where it came from, or its mark.

    >>> shown({"token": Secret("hunter2", "env:T"), "seed": 1})
    {'token': 'env:T', 'seed': 1}
    """
    return {name: _shown(name, value) for name, value in values.items()}


def _shown(name: str, value: Any) -> Any:
    if isinstance(value, Secret):
        return value.stands_as(name)
    if isinstance(value, list):
        return [_shown(name, inner) for inner in value]
    return shown(value) if isinstance(value, Mapping) else value


def address_as_secret(value: Any) -> Any:
    """Return an address with a password in it as a secret; anything else as it is.

    >>> shown({"source": address_as_secret("https://me:hunter2@host/x.csv")})
    {'source': 'https://me:***@host/x.csv'}
    """
    if isinstance(value, str) and not isinstance(value, Secret) and passwords_in(value):
        return Secret(value, without_passwords(value))
    return value
