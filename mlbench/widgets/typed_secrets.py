"""Secrets that are typed into a form: how a run gets them, and a notebook's variables.

A field takes a secret, or the place where it is, as ``env:NAME``. A place may stand on a command
line and in a study; in place of a secret stands ``-`` there, and the run reads it as a line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput
from mlbench.execution.secret_values import with_secrets
from mlbench.parameters.contract import Contract
from mlbench.secrets.reference import is_reference
from mlbench.secrets.secret import Secret

_ASKED = "-"


def names_place(text: str) -> bool:
    """Whether a text names where a secret is; in a form ``-`` is a secret like any other.

    >>> names_place("env:FORGE_TOKEN"), names_place("hunter2"), names_place("-")
    (True, False, False)
    """
    return text != _ASKED and is_reference(text)


def written(value: Any) -> Any:
    """Return what may be written of the value of a secret parameter.

    >>> written(["env:FORGE_TOKEN", "hunter2"])
    ['env:FORGE_TOKEN', '-']
    """
    if isinstance(value, list):
        return [written(inner) for inner in value]
    return _ASKED if _in_clear(value) else value


def lines(contract: Contract, values: Mapping[str, Any]) -> list[str]:
    """Return the secrets that :func:`written` hides, in their order.

    Raises
    ------
    RefusedInput
        One has several lines: a run reads each as a line.
    """
    found = []
    for name in filter(lambda name: contract[name].secret, values):
        texts = _texts(values[name])
        if any("\n" in text or "\r" in text for text in texts):
            raise RefusedInput(
                f"The secret '{name}' must be one line to be passed to a run. Got several.",
                next_step="Keep it in a file, and write file:PATH in its field.",
            )
        found += texts
    return found


def for_variables(contract: Contract, values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return values as a notebook's variables hold them, defaults among them.

    Parameters
    ----------
    contract : Contract
        What the notebook takes.
    values : mapping
        Values by name; of a secret, itself or its place.
    folder : Path
        The folder that places start from.

    Returns
    -------
    dict
        Each secret is a :class:`~mlbench.secrets.secret.Secret`.

    Raises
    ------
    RefusedInput
        A value breaks the contract, or a secret is not where it is said to be.
    """
    given = {
        name: _as_secret(value) if contract[name].secret else value
        for name, value in contract.check(values).items()
    }
    return with_secrets(contract, given, folder)


def _in_clear(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not names_place(value)


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return [value] if _in_clear(value) else []


def _as_secret(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_secret(inner) for inner in value]
    return Secret(value) if _in_clear(value) else value
