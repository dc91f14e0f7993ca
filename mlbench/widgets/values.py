"""The values of a form: where they come from, and what they are for a run and for a study."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from mlbench.parameters.contract import Contract, Parameter
from mlbench.parameters.text import to_text
from mlbench.parameters.yaml_text import to_yaml
from mlbench.secrets.secret import Secret
from mlbench.settings import read_settings, settings
from mlbench.widgets import typed_secrets


class _Unset:
    def __repr__(self) -> str:
        return "nothing"


#: The value of a field that was left empty, so that nothing is passed on.
UNSET: Final = _Unset()


def initial(parameter: Parameter, contract: Contract, variables: Mapping[str, Any]) -> Any:
    """Return what a field shows first: the variable where it is valid, else the default.

    Of a secret that was read from a place, the place.
    """
    if parameter.name in variables:
        value = variables[parameter.name]
        if isinstance(value, Secret) and typed_secrets.names_place(value.reference):
            return value.reference
        if not mistakes_of(contract, parameter, value):
            return value
    return default_of(parameter)


def default_of(parameter: Parameter) -> Any:
    """Return the default, or ``UNSET`` where only the kernel knows it or there is none."""
    return parameter.default if parameter.has_plain_default else UNSET


def mistakes_of(contract: Contract, parameter: Parameter, value: Any) -> list[str]:
    """Return what the contract says against one value, in its own words."""
    alone = _alone(contract, parameter)
    return alone.mistakes({} if value is UNSET else {parameter.name: value})


_ALONE: dict[tuple[int, str], tuple[Contract, Contract]] = {}


def _alone(contract: Contract, parameter: Parameter) -> Contract:
    """Return a contract of one parameter; kept, because its model takes a while to make."""
    key = (id(contract), parameter.name)
    kept = _ALONE.get(key)
    if kept is None or kept[0] is not contract:
        kept = _ALONE[key] = (contract, replace(contract, parameters=(parameter,)))
    return kept[1]


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same to a notebook; a path is its text."""
    if isinstance(one, Path) or isinstance(other, Path):
        return str(one) == str(other)
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    try:
        return bool(one == other)
    except Exception:  # noqa: BLE001 - a variable may be anything, an array for one
        return False


def given(contract: Contract, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that a run has to be given: those that are not the default already.

    A command line is seen by others, and a file is kept: a secret that was typed is ``-``.
    """
    return {
        name: typed_secrets.written(value) if contract[name].secret else _plain(value)
        for name, value in not_default(contract, values).items()
    }


def not_default(contract: Contract, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are not the default already."""
    return {
        p.name: values[p.name]
        for p in contract.parameters
        if p.name in values
        and p.name not in contract.shadowed
        and not (p.has_plain_default and same(p.default, values[p.name]))
    }


def shareable(contract: Contract, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return all values that may be written down."""
    return {
        p.name: _plain(values[p.name])
        for p in contract.parameters
        if p.name in values and not p.secret
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def run_words(contract: Contract, values: Mapping[str, Any], notebook: Path) -> list[str]:
    """Return the words that follow ``mlbench``, for its folder as the working directory.

    Raises
    ------
    RefusedInput
        A value that no text stands for.
    """
    words = ["run", notebook.name]
    for name, value in given(contract, values).items():
        words += ["-p", f"{name}={to_text(contract[name], value)}"]
    runs = settings().runs
    if read_settings(notebook.parent, {}).runs != runs:
        words += ["--runs", str(runs)]
    return words


def command_line(words: list[str], folder: Path) -> str:
    """Return the line to paste into a terminal, wherever it stands."""
    return f"cd {shlex.quote(str(folder))} && mlbench {shlex.join(words)}"


def study_step(contract: Contract, values: Mapping[str, Any], notebook: Path) -> str:
    """Return the step as a study file beside the notebook has it."""
    asked = given(contract, values)
    step = {"notebook": notebook.name, **({"parameters": asked} if asked else {})}
    return to_yaml({"steps": [step]})
