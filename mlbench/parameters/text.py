"""Values as text, for a command line: ``-p name=value``, in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from mlbench.errors import RefusedInput, shorten
from mlbench.parameters.contract import Contract, Parameter
from mlbench.parameters.yaml_text import parse_yaml, to_yaml
from mlbench.secrets.reference import is_reference


def split_assignment(text: str) -> tuple[str, str]:
    """Return name and value of ``name=value``.

    >>> split_assignment("model.seed=1")
    ('model.seed', '1')

    Raises
    ------
    RefusedInput
        There is no ``=``, or no name before it.
    """
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise RefusedInput(
            f"A parameter must be written name=value. Got {shorten(text)!r}.",
            next_step="Write it as -p model.seed=1",
        )
    return name.strip(), value


def from_text(parameter: Parameter, text: str) -> Any:
    """Return the value that a text stands for, by what the parameter takes.

    A text that stands for no such value is returned as it was read, for the contract's
    own check to refuse with its sentence.
    """
    if parameter.type is Path or (parameter.secret and is_reference(text)):
        return text
    adapter: TypeAdapter[Any] = TypeAdapter(parameter.type)
    # null where null is allowed; else text stays text, and the rest is read as YAML
    for candidate in _candidates(parameter, text):
        try:
            adapter.validate_python(candidate, strict=True)
        except ValidationError:
            continue
        return candidate
    return value_of_text(text)


def _candidates(parameter: Parameter, text: str) -> list[Any]:
    if parameter.secret and parameter.type is Any:
        return [text]
    as_yaml = value_of_text(text)
    if as_yaml is None or parameter.type is Any:
        return [as_yaml, text, []] if not text.strip() else [as_yaml, text]
    candidates = [text, as_yaml]
    if _takes_list(parameter.type) and not isinstance(as_yaml, list):
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        candidates += [parts, [value_of_text(part) for part in parts]]
    return candidates


def _takes_list(declared: Any) -> bool:
    return get_origin(declared) is list or any(map(_takes_list, get_args(declared)))


def value_of_text(text: str) -> Any:
    """Return what a text says as YAML; the text itself when it is none.

    >>> value_of_text("[1, a]"), value_of_text("0.5"), value_of_text("a: [")
    ([1, 'a'], 0.5, 'a: [')
    """
    try:
        return parse_yaml(text, "the value")
    except RefusedInput:
        return text


def values_from_text(contract: Contract, given: dict[str, str]) -> dict[str, Any]:
    """Return the values that texts stand for; unknown names keep their text."""
    return {
        name: from_text(contract[name], text) if name in contract else value_of_text(text)
        for name, text in given.items()
    }


def to_text(parameter: Parameter, value: Any) -> str:
    """Return the text from which :func:`from_text` reads a value.

    >>> to_text(Parameter("seeds", list[int], []), [1, 2])
    '[1, 2]'

    Raises
    ------
    RefusedInput
        No text stands for it, as for the text ``null`` where null is allowed.
    """
    plain = str(value) if isinstance(value, Path) else value
    candidates = [plain] if isinstance(plain, str) else []
    candidates += [json.dumps(plain, ensure_ascii=False, default=str)]
    if isinstance(plain, float):
        candidates += [to_yaml(plain).split()[0]]  # infinity, which JSON has none of
    for text in candidates:
        found = from_text(parameter, text)
        if type(found) is type(plain) and found == plain:
            return text
    raise RefusedInput(
        f"The value {shorten(repr(value))} of '{parameter.name}' can't be written on a command "
        f"line: there it would mean something else.",
        next_step="Write it into a study file, under 'parameters' of its step.",
    )
