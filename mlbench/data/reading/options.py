"""The options of reading a file, checked before the file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from mlbench.errors import DataError, did_you_mean, listing, shorten

#: What ``separator`` takes besides a single character.
AUTO, WHITESPACE = "auto", "whitespace"
REFUSE, SET_ASIDE = "refuse", "set-aside"
_CHOICES = {"header": (AUTO, "yes", "no"), "ragged": (REFUSE, SET_ASIDE), "decimal": (".", ",")}
#: No separator has more characters.
_LONGEST = 3


@dataclass(frozen=True)
class ReadOptions:
    r"""How a file is read.

    Parameters
    ----------
    separator : str
        One to three characters, ``"auto"`` (finds ``, ; tab | blanks``), or
        ``"whitespace"`` for runs of blanks.
    encoding : str
        A codec name such as ``"latin-1"``; ``"auto"`` finds UTF-8, UTF-16 and, where its
        words show it, the encodings of Western Europe.
    columns : tuple of str
        The names, for a file without a header.
    header : str
        ``"yes"``, ``"no"`` (columns are named by their position), or ``"auto"``, which
        refuses a first line that looks like values.
    skip : int
        Lines above the header that are passed over.
    comment : str
        What lines begin with that are passed over. Without it, lines that begin with ``#``
        and have another number of fields are.
    ragged : str
        ``"refuse"``, or ``"set-aside"``: lines with another number of fields go to a file
        of their own.
    decimal : str
        ``"."`` or ``","``: what stands before the decimals of a number.
    missing : tuple of str
        Texts that stand for a missing value, besides the empty one.
    keep_text : tuple of str
        Columns in which text such as ``"NA"`` or ``"None"`` is a value.
    drop : tuple of str
        Columns to leave out.
    sheet : str
        The sheet of an Excel file; its first one when left out.
    table, query : str
        The table of a database, or the query whose result is read.
    labels : str
        A CSV file that names the files of a folder and labels them.
    pattern : str
        What the names of the files of a folder say, as ``{label}_{speaker}_{index}``.
    labels_by : str
        What stands between the labels of a set, in a target of several labels.
    join : str
        A further table of a named data set, joined on the column that both have.

    >>> ReadOptions.of({"missing": "?"}).missing
    ('?',)
    """

    separator: str = AUTO
    encoding: str = AUTO
    columns: tuple[str, ...] = ()
    header: str = AUTO
    skip: int = 0
    comment: str = ""
    ragged: str = REFUSE
    decimal: str = "."
    missing: tuple[str, ...] = ()
    keep_text: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sheet: str = ""
    table: str = ""
    query: str = ""
    labels: str = ""
    pattern: str = ""
    labels_by: str = ""
    join: str = ""

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
                values[name] = _value(name, getattr(cls, name), value)
        return cls(**values)

    def facts(self) -> dict[str, Any]:
        """Return the options that were set, as JSON can hold them."""
        plain = asdict(type(self)())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != plain[name]
        }

    def over(self, other: ReadOptions) -> ReadOptions:
        """Return these options where they were set, and the other ones elsewhere."""
        plain = asdict(type(self)())
        return replace(other, **{k: v for k, v in asdict(self).items() if v != plain[k]})

    def only(self, allowed: Sequence[str], where: str) -> None:
        """Refuse options that mean nothing here.

        Raises
        ------
        DataError
            An option is set that is not among the allowed ones.
        """
        plain = asdict(type(self)())
        for name, value in asdict(self).items():
            if value != plain[name] and name not in allowed:
                raise _refusal(
                    f"The option '{name}' means nothing for {shorten(where)}. "
                    f"{did_you_mean(name, list(allowed))}"
                )


#: Options that mean something for tables of files and databases; the others are about
#: folders and named data sets.
OF_TABLES = tuple(
    f.name for f in fields(ReadOptions) if f.name not in ("labels", "pattern", "join")
)


def _value(name: str, plain: object, value: object) -> Any:
    if isinstance(plain, tuple):
        return _texts(name, value)
    if isinstance(plain, int):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise _refusal(
                f"The option '{name}' must be a whole number from 0. Got {shorten(value)}."
            )
        return value
    if name == "header" and isinstance(value, bool):
        value = "yes" if value else "no"  # what YAML makes of these words
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise _refusal(f"The option '{name}' must be text. Got {shorten(value)}.")
    if name == "separator" and value not in (AUTO, WHITESPACE) and not _is_separator(value):
        raise _refusal(
            "The option 'separator' must be one to three plain characters, 'auto' or "
            f"'whitespace'. Got {shorten(repr(value))}."
        )
    choices = _CHOICES.get(name)
    if choices and value not in choices:
        raise _refusal(f"The option '{name}' must be one of {listing(choices)}. Got {value!r}.")
    return value


def _is_separator(value: str) -> bool:
    plain = value.isascii() and not any(c in '"\r\n\0' or c.isalnum() for c in value)
    return plain and len(value) <= _LONGEST


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
