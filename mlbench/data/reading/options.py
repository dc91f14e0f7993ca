"""The options of reading a file, checked before the file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from mlbench.errors import DataError, did_you_mean, shorten

#: What ``separator`` takes besides a single character.
AUTO, WHITESPACE = "auto", "whitespace"


@dataclass(frozen=True)
class ReadOptions:
    r"""How a file is read.

    Parameters
    ----------
    separator : str
        One character, ``"auto"`` (finds ``, ; tab |``), or ``"whitespace"``.
    encoding : str
        A codec name such as ``"latin-1"``; ``"auto"`` is UTF-8 or what a byte order
        mark says.
    columns : tuple of str
        The names, for a file without a header.
    missing : tuple of str
        Texts that stand for a missing value, besides the empty one.
    keep_text : tuple of str
        Columns in which text such as ``"NA"`` or ``"None"`` is a value.
    drop : tuple of str
        Columns to leave out.

    >>> ReadOptions.of({"missing": "?"}).missing
    ('?',)
    """

    separator: str = AUTO
    encoding: str = AUTO
    columns: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    keep_text: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> Self:
        """Check options as they were given.

        Raises
        ------
        DataError
            An unknown option, or a value that it can't take.
        """
        if given is not None and not isinstance(given, Mapping):
            raise _refusal(f"The option 'read' must be a mapping. Got {shorten(given)}.")
        known = [f.name for f in fields(cls)]
        values: dict[str, Any] = {}
        for name, value in (given or {}).items():
            if name not in known:
                raise _refusal(
                    f"'{shorten(name)}' is not an option of reading data. "
                    f"{did_you_mean(str(name), known)}"
                )
            if value is not None:
                many = isinstance(getattr(cls, name), tuple)
                values[name] = _texts(name, value) if many else _text(name, value)
        return cls(**values)

    def over(self, other: ReadOptions) -> ReadOptions:
        """Return these options where they were set, and the other ones elsewhere."""
        plain = asdict(type(self)())
        return replace(other, **{k: v for k, v in asdict(self).items() if v != plain[k]})


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _refusal(f"The option '{name}' must be text. Got {shorten(value)}.")
    if name == "separator" and value not in (AUTO, WHITESPACE) and not _is_separator(value):
        raise _refusal(
            "The option 'separator' must be one plain character, 'auto' or 'whitespace'. "
            f"Got {shorten(repr(value))}."
        )
    return value


def _is_separator(value: str) -> bool:
    return len(value) == 1 and value.isascii() and value not in '"\r\n\0' and not value.isalnum()


def _texts(name: str, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise _refusal(f"The option '{name}' must be a list of texts. Got {shorten(value)}.")


def _refusal(sentence: str) -> DataError:
    return DataError(
        sentence,
        next_step="Correct the option under 'read'; mlbench.load() describes all of them.",
        code="DATA_OPTION",
    )
