"""The contract itself, and the one check that every value goes through."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from mlbench.errors import RefusedInput, close_match, did_you_mean, shorten
from mlbench.parameters import types
from mlbench.secrets.names import looks_secret
from mlbench.secrets.redactor import MARK


class _Missing:
    def __repr__(self) -> str:
        return "required"


class _Expression:
    """A default that is an expression: known to the kernel alone."""

    def __init__(self, source: str) -> None:
        self.source = source

    def __repr__(self) -> str:
        return self.source


_READ = re.compile(r"(?:mlbench\.)?Secret\.read\((['\"])(?P<place>[^'\"]+)\1\)")
_NO_CELL = " It has no cell tagged 'parameters'."
#: The default of a parameter that must be given.
REQUIRED: Final = _Missing()


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell.

    Attributes
    ----------
    name : str
        A Python identifier.
    type : Any
        What it takes; ``typing.Any`` when nothing is known.
    default : Any
        Its default, or ``REQUIRED``.
    help : str
        The comment at the end of its line.
    line : int
        The line within the cell, from 1.
    declared : bool
        Whether the type was written down; else it was inferred from the default.
    """

    name: str
    type: Any
    default: Any
    help: str = ""
    line: int = 0
    declared: bool = True

    @property
    def required(self) -> bool:
        """Whether a value must be given."""
        return self.default is REQUIRED

    @property
    def has_plain_default(self) -> bool:
        """Whether the default is a value that is known without running the notebook."""
        return not isinstance(self.default, (_Missing, _Expression))

    @property
    def takes(self) -> str:
        """What it takes, in words."""
        return types.in_words(self.type)

    @property
    def declared_secret(self) -> bool:
        """Whether its type is ``Secret``."""
        return types.is_secret(self.type)

    @property
    def secret(self) -> bool:
        """Whether it is secret: declared so, or a text whose name says so."""
        return self.declared_secret or (types.takes_any_text(self.type) and looks_secret(self.name))

    @property
    def place(self) -> str:
        """The reference that a default as ``Secret.read("env:NAME")`` reads; else empty."""
        found = _READ.fullmatch(repr(self.default)) if self.secret else None
        return found["place"] if found else ""

    def written(self, value: Any) -> str:
        """Return a value of it as a sentence or a table may show it."""
        hidden = self.secret and isinstance(value, (str, list)) and value
        return MARK.format(name=self.name) if hidden else repr(value)


@dataclass(frozen=True)
class Contract:
    """What one notebook takes.

    Attributes
    ----------
    notebook : str
        The template's name, for error sentences.
    parameters : tuple of Parameter
        In the order of the cell.
    notes : tuple of str
        What is unusual about the cell, as sentences.
    shadowed : frozenset of str
        Names that a later cell sets again, so that a value passed in would be lost.
    unchecked : str
        Why values can't be checked (a kernel of another language); empty when they can.
    what : str
        What takes them, in error sentences.
    """

    notebook: str
    parameters: tuple[Parameter, ...] = ()
    notes: tuple[str, ...] = ()
    shadowed: frozenset[str] = field(default_factory=frozenset)
    unchecked: str = ""
    what: str = "template"

    @property
    def names(self) -> list[str]:
        """Names of the parameters, in order."""
        return [parameter.name for parameter in self.parameters]

    def __getitem__(self, name: str) -> Parameter:
        return next(p for p in self.parameters if p.name == name)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    @cached_property
    def model(self) -> type[BaseModel]:
        """The contract as a pydantic model; fields go by their alias, the parameter's name."""
        definitions: dict[str, Any] = {}
        for number, p in enumerate(self.parameters):
            default = p.default if p.has_plain_default else None
            # A path comes as text; everything else must have the type it claims.
            options: dict[str, Any] = {"alias": p.name, "description": p.help or None}
            options |= {"strict": False} if p.type is Path else {}
            options |= {} if p.required else {"default": default}
            definitions[f"p{number}"] = (p.type, Field(**options))
        config = ConfigDict(strict=True, extra="forbid", title=self.notebook)
        with warnings.catch_warnings():
            # a parameter may be called 'json' or 'copy': its field is not
            warnings.simplefilter("ignore", UserWarning)
            return create_model("Parameters", __config__=config, **definitions)

    def mistakes(self, values: Mapping[str, Any]) -> list[str]:
        """Return one sentence for everything that is wrong with the values given."""
        found = [text for name in values if (text := self._name_mistake(name))]
        if self.unchecked:
            return found
        known = {name: value for name, value in values.items() if name in self}
        return found + [self._value_mistake(name, values) for name in self.wrong(known)]

    def wrong(self, values: Mapping[str, Any]) -> list[str]:
        """Return the names of parameters whose value is not what they take, or is missing."""
        try:
            self.model.model_validate(values)
        except ValidationError as error:
            places = (str(e["loc"][0]) for e in error.errors(include_url=False))
            return list(dict.fromkeys(places))
        return []

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all parameters, defaults filled in.

        Raises
        ------
        RefusedInput
            With a sentence for every mistake.
        """
        found = self.mistakes(values)
        if found:
            raise RefusedInput(
                *found, next_step=f"See what it takes: mlbench params {self.notebook}"
            )
        return self.resolved(values)

    def resolved(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of all parameters: those given, and defaults for the rest."""
        known = {p.name: p.default for p in self.parameters if p.has_plain_default}
        return {**known, **values}

    def _name_mistake(self, name: str) -> str:
        if not str(name).isidentifier():
            return (
                f"A parameter of {self._where} must have a Python identifier as its name. "
                f"Got {shorten(str(name))!r}."
            )
        if self.unchecked:
            return ""
        if name not in self:
            known = did_you_mean(name, self.names)
            none = "" if self.parameters or self.what != "template" else _NO_CELL
            where = f"{self.what.capitalize()} '{self.notebook}'"
            return f"{where} has no parameter '{name}'.{none} {known}"
        if name in self.shadowed:
            return (
                f"The '{name}' parameter of {self._where} is set again by a second cell tagged "
                f"'parameters', so the value passed in would be lost."
            )
        return ""

    def _value_mistake(self, name: str, values: Mapping[str, Any]) -> str:
        subject = f"The '{name}' parameter of {self._where}"
        if name not in values:
            return f"{subject} must be given: {self[name].takes}. Got nothing."
        got = shorten(self[name].written(values[name]))
        known = [str(choice) for choice in types.choices(self[name].type)]
        match = close_match(str(values[name]), known)
        meant = f" Did you mean '{match}'?" if match else ""
        return f"{subject} must be {self[name].takes}. Got {got}.{meant}"

    @property
    def _where(self) -> str:
        return f"{self.what} '{self.notebook}'"
