"""YAML as people mean it: version 1.2, with positions in errors and no alias bombs.

YAML 1.1, which most Python programs still read, takes ``no`` for false, ``12:30:45``
for 45045, ``012`` for ten and ``1e5`` for text. Version 1.2 takes none of them so.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from mlbench.errors import RefusedInput, shorten

_ALIAS = re.compile(r"(?:^|[\s\[{,:-])\*[^\s,\]}]+")
_ALIAS_LIMIT = 50


def parse_yaml(text: str, where: str) -> Any:
    """Return what a YAML text says.

    Parameters
    ----------
    text : str
        The document.
    where : str
        How error sentences call it.

    Raises
    ------
    RefusedInput
        The text is not YAML, with line and column; or it repeats itself by aliases
        more than any study needs.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - a tenth of a second, for those who need it
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - the same

    if len(_ALIAS.findall(text)) > _ALIAS_LIMIT:
        raise RefusedInput(
            f"{where} uses more than {_ALIAS_LIMIT} YAML aliases, which a study never needs.",
            next_step="Write the values out.",
        )
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise RefusedInput(
            f"{where} is not valid YAML{_position(error)}.",
            next_step="Correct that line; indentation and quotes are the usual suspects.",
        ) from None
    except (ValueError, RecursionError) as error:
        raise RefusedInput(f"{where} is not valid YAML: {shorten(str(error))}.") from None


def _position(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = shorten(str(getattr(error, "problem", None) or error), 120)
    if mark is None:
        return f": {problem}"
    return f": line {mark.line + 1}, column {mark.column + 1}: {problem}"


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says; see :func:`parse_yaml`.

    Raises
    ------
    RefusedInput
        The file is missing, not UTF-8, or not YAML.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise RefusedInput(
            f"{path} can't be read: {error.strerror}.", next_step="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise RefusedInput(
            f"{path} must be UTF-8 text. Byte {error.start} is not.",
            next_step="Save the file as UTF-8.",
        ) from error
    return parse_yaml(text, str(path))


def as_scalar(value: object) -> str:
    """Return a value as YAML writes it on one line.

    >>> as_scalar("yes: no")
    "'yes: no'"
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - a tenth of a second, for those who need it

    buffer = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = True
    yaml.width = 10_000
    yaml.dump({"v": value}, buffer)
    return buffer.getvalue().strip()[len("{v: ") : -1]


def to_yaml(value: Any) -> str:
    """Return a value as YAML 1.2 text, which :func:`parse_yaml` reads as the same value.

    >>> print(to_yaml({"recipe": "linear", "compare": ["no", "null"], "target": None}), end="")
    recipe: linear
    compare: [no, 'null']
    target: null
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - see parse_yaml

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = None
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 10_000
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()
