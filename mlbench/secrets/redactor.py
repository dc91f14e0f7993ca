"""Covering secrets in whatever is about to be written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from mmap import mmap
from typing import Any

from mlbench.errors import MlbenchError
from mlbench.secrets.addresses import passwords_in, without_passwords
from mlbench.secrets.environment import SHORTEST, guards_something
from mlbench.secrets.forms import forms_of

#: What stands for a secret; no sign in it means anything in HTML, JSON or a shell.
MARK = "[secret {name}]"
#: Forms that are shorter are found in data of programs that has nothing to do with them.
LONG = 8
#: Markup that may stand within a word: colours of a terminal, elements of a line of HTML.
_WITHIN_WORDS = re.compile(
    r"\x1b\[[0-9;]*m|</?(?:span|a|b|i|u|em|strong|code|mark|font|small|tt|wbr)\b[^<>]*>"
)
_BINARY = re.compile(r"(?:image|audio|video)/(?!svg)|application/(?:pdf|octet-stream|zip)")


def covers_of(secrets: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in place of each secret, by each of its forms.

    Parameters
    ----------
    secrets : mapping
        A text, a number, or a list of these by its name.
    """
    covers: dict[str, str] = {}
    for name, value in secrets.items():
        for text in texts_of(value):
            covers = _covers_of_one(MARK.format(name=name), text) | covers
    return covers


def texts_of(value: Any) -> list[str]:
    """Return the texts that a value holds; a number counts as the text that it is given by.

    >>> texts_of(["a", 12, None, True])
    ['a', '12']
    """
    if isinstance(value, list):
        return [text for inner in value for text in texts_of(inner)]
    if value is None or isinstance(value, bool):
        return []
    return [str.__str__(value) if isinstance(value, str) else str(value)]


def _covers_of_one(mark: str, text: str) -> dict[str, str]:
    passwords = passwords_in(text)
    if not passwords:
        return dict.fromkeys(forms_of(text), mark)
    # an address is known by all but its password
    covers = {text: without_passwords(text)}
    for password in filter(guards_something, passwords):
        covers |= dict.fromkeys(forms_of(password), mark)
    return covers


class Redactor:
    """Puts marks in place of secrets.

    Parameters
    ----------
    covers : mapping
        What stands in place of a text, by that text.
    """

    def __init__(self, covers: Mapping[str, str]) -> None:
        self.covers = {text: cover for text, cover in covers.items() if text}
        self.forms = sorted(self.covers, key=len, reverse=True)

    @classmethod
    def of(cls, *secrets: Mapping[str, Any]) -> Redactor:
        """Return what covers secrets by their names; of later mappings those win."""
        return cls({text: c for each in secrets for text, c in covers_of(each).items()})

    def __bool__(self) -> bool:
        return bool(self.covers)

    def text(self, text: str) -> str:
        """Return a text with marks in place of secrets; the same object when there are none.

        >>> Redactor.of({"token": "hunter2"}).text("Bearer hunter2")
        'Bearer [secret token]'
        """
        if not any(form in text for form in self.forms):
            return text
        return self._everything.sub(self._cover, text)

    @cached_property
    def _everything(self) -> re.Pattern[str]:
        # marks come first: what was covered once is not covered again
        marks = sorted(set(self.covers.values()) - set(self.covers), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, [*marks, *self.forms])))

    def _cover(self, found: re.Match[str]) -> str:
        return self.covers.get(found[0], found[0])

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where secrets stand in a text, as start and end."""
        if not any(form in text for form in self.forms):
            return []
        found = self._everything.finditer(text)
        return [match.span() for match in found if match[0] in self.covers]

    def rich(self, text: str) -> str:
        """Return a text with markup, covering also what markup tears apart.

        Where that is found the markup goes, for it can't be told what it belonged to.
        """
        covered = self.text(text)
        if not self or ("\x1b" not in covered and "<" not in covered):
            return covered
        bare = _WITHIN_WORDS.sub("", covered)
        found = self.text(bare)
        return covered if found == bare else found

    def value(self, value: Any) -> Any:
        """Return what JSON can hold with all its texts covered, and whole numbers that count.

        Names of fields are a program's own: they are covered where a long form stands in them.
        """
        if not self:
            return value
        match value:
            case str():
                return self.text(value)
            case list() | tuple():
                return [self.value(inner) for inner in value]
            case Mapping():
                return {
                    self.long_only.text(str(key)): self.value(inner) for key, inner in value.items()
                }
            case int() if len(str(value)) >= SHORTEST:
                return self.covers.get(str(value), value)
        return value

    def findings(self, stored: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return stored findings with their texts covered."""
        return [{**self.value(one), "severity": one["severity"]} for one in stored]

    def bundle(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data of a display, by its kinds, with all texts covered."""
        return {kind: self._data(kind, content) for kind, content in data.items()}

    def _data(self, kind: str, content: Any) -> Any:
        if not isinstance(content, str):
            return self.value(content)
        return self.long_only.text(content) if _BINARY.match(kind) else self.rich(content)

    @cached_property
    def long_only(self) -> Redactor:
        """What covers only forms that no data of programs holds by chance."""
        return self.at_least(LONG)

    def at_least(self, length: int) -> Redactor:
        """Return what covers only forms of so many characters."""
        return Redactor({text: c for text, c in self.covers.items() if len(text) >= length})

    def holds(self, content: bytes | mmap) -> str:
        """Return the mark of a long secret that bytes hold; empty when they hold none."""
        for form in self.long_only.forms:
            if content.find(form.encode("utf-8", "surrogatepass")) >= 0:
                return self.covers[form]
        return ""

    def error(self, error: MlbenchError) -> MlbenchError:
        """Return an error whose sentences have their secrets covered."""
        error.mistakes = tuple(map(self.sentence, error.mistakes))
        error.next_step = self.sentence(error.next_step)
        error.args = error.mistakes
        return error

    def sentence(self, text: str) -> str:
        """Return a text of ours, where passwords of addresses are covered as such."""
        return without_passwords(self.at_least(SHORTEST).text(text))

    def words(self, value: Any) -> Any:
        """Return what mlbench itself says, without secrets and passwords of addresses.

        A short secret is part of too many words: in the name of a task it is none.
        """
        if isinstance(value, dict):
            return {key: self.words(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.words(inner) for inner in value]
        return self.sentence(value) if isinstance(value, str) else value
