"""Where secrets come from: references that may stand on a command line and in a study."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from mlbench.errors import RefusedInput, shorten

#: How a reference is written, for sentences.
FORMS = "env:NAME, file:PATH, or - to be asked for it"
#: No secret is longer (characters); a key file has a few thousand.
_LONGEST = 100_000
_VARIABLE = re.compile(r"env:(\w+)")
_FILE = re.compile(r"file:(?!//)(.+)")


def is_reference(text: str) -> bool:
    """Whether a text names the place of a secret, and is not one.

    >>> is_reference("env:GITHUB_TOKEN"), is_reference("-"), is_reference("hunter2")
    (True, True, False)
    """
    return text == "-" or bool(_VARIABLE.fullmatch(text) or _FILE.fullmatch(text))


def fetch(reference: str, name: str, base: Path | None = None) -> str:
    """Return the secret that a reference names.

    Parameters
    ----------
    reference : str
        ``env:NAME``, ``file:PATH`` or ``-``.
    name : str
        The parameter it is for, to ask for it and for error sentences.
    base : Path, optional
        The folder that a relative path starts from; the working directory when left out.

    Raises
    ------
    RefusedInput
        There is nothing at that place, or the text is no reference.
    """
    if reference == "-":
        return _filled(_ask(name), f"nothing was typed for '{name}'", "-")
    variable, file = _VARIABLE.fullmatch(reference), _FILE.fullmatch(reference)
    if variable:
        value = os.environ.get(variable[1], "")
        problem = f"the variable {variable[1]} is not set, or empty"
        return _filled(value, problem, reference)
    if file:
        return _read(Path(file[1]).expanduser(), base, reference)
    raise RefusedInput(
        f"A secret is read from a place that is written {FORMS}. Got none of them.",
        next_step="Write one of them; a text in clear is no reference.",
    )


def _filled(value: str, problem: str, reference: str) -> str:
    if not value:
        raise _missing(reference, problem)
    return value


def _missing(reference: str, problem: str) -> RefusedInput:
    return RefusedInput(
        f"The secret '{shorten(reference, 200)}' can't be had: {problem}.",
        next_step="Set it, or name another place.",
        code="NO_SUCH_SECRET",
    )


def _read(path: Path, base: Path | None, reference: str) -> str:
    try:
        with ((base or Path.cwd()) / path).open("rb") as file:
            content = file.read(_LONGEST + 1)
        text = content.decode("utf-8")
    except OSError as error:
        raise _missing(reference, f"the file can't be read, {error.strerror}") from None
    except UnicodeDecodeError:
        raise _missing(reference, "the file must be UTF-8 text") from None
    if len(content) > _LONGEST:
        raise _missing(reference, f"the file is larger than {_LONGEST:,} bytes")
    return _filled(text.removesuffix("\n").removesuffix("\r"), "the file is empty", reference)


def _ask(name: str) -> str:
    """Return what is typed without being shown; from a pipe, its next line."""
    if not sys.stdin or not sys.stdin.isatty():
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r") if sys.stdin else ""
    from getpass import getpass  # noqa: PLC0415 - for those who are asked

    try:
        return getpass(f"{name} (not shown): ")
    except EOFError:
        return ""
