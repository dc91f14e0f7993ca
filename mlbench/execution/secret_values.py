"""The secrets among the values of a step: which they are, and where they are read from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput
from mlbench.parameters.contract import Contract
from mlbench.secrets.names import looks_secret
from mlbench.secrets.reference import FORMS, fetch, is_reference
from mlbench.secrets.secret import Secret
from mlbench.secrets.values import address_as_secret


def refuse_in_clear(contract: Contract, written: Mapping[str, Any], where: str) -> None:
    """Refuse a declared secret that stands in clear in a file that others read.

    Raises
    ------
    RefusedInput
        With a sentence for each one.
    """
    clear = [
        name
        for name, value in written.items()
        if name in contract and contract[name].declared_secret and _is_in_clear(value)
    ]
    if clear:
        raise RefusedInput(
            *(
                f"The secret '{name}' of template '{contract.notebook}' must be written {FORMS} "
                f"in {where}. Got it in clear."
                for name in clear
            ),
            next_step="Write where it is; what stood there is known to all who had the file.",
        )


def _is_in_clear(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_is_in_clear, value))
    return isinstance(value, str) and bool(value) and not is_reference(value)


def with_secrets(contract: Contract, given: Mapping[str, Any], base: Path) -> dict[str, Any]:
    """Return values with secrets read from where they are.

    Parameters
    ----------
    contract : Contract
        What the notebook takes.
    given : mapping
        Values, checked.
    base : Path
        The folder that relative paths start from.

    Returns
    -------
    dict
        The same values; each secret is a :class:`~mlbench.secrets.secret.Secret`, and so is an
        address with a password.

    Raises
    ------
    RefusedInput
        A secret is not where it is said to be.
    """
    return {
        name: _read(name, _as_text(contract, name, value), base)
        if _is_secret(contract, name, value)
        else address_as_secret(value)
        for name, value in given.items()
    }


def with_places(contract: Contract, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with the references that defaults name, for what is not given."""
    places = {p.name: p.place for p in contract.parameters if p.place}
    return {**places, **given}


def covered(contract: Contract, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values, defaults among them, where all that is secret by name is a secret."""
    return {
        name: Secret(value) if type(value) is str and _by_contract(contract, name) else value
        for name, value in values.items()
    }


def _by_contract(contract: Contract, name: str) -> bool:
    if name in contract:
        return contract[name].secret
    return bool(contract.unchecked) and looks_secret(name)


def _is_secret(contract: Contract, name: str, value: Any) -> bool:
    """Whether a value is to be kept secret; not one that the notebook itself has in clear."""
    if name in contract and value == contract[name].default:
        return False
    return _by_contract(contract, name)


def _as_text(contract: Contract, name: str, value: Any) -> Any:
    """Return a number as the text it was: papermill's command line makes numbers of digits."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    only_text = name in contract and contract[name].type is not Any
    return str(value) if is_number and only_text else value


def _read(name: str, value: Any, base: Path) -> Any:
    if isinstance(value, list):
        return [_read(name, inner, base) for inner in value]
    if not isinstance(value, str) or isinstance(value, Secret):
        return value
    return Secret(fetch(value, name, base), value) if is_reference(value) else Secret(value)
