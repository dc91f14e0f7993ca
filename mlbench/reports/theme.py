"""What all pages share: the style, the policy, and the environment of their templates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).with_name("templates")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def environment() -> Any:
    """Return the environment of the templates; every value is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - with nbconvert

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def asset(name: str) -> str:
    """Return a style sheet or a script of ours."""
    return (TEMPLATES / name).read_text("utf-8").strip()


def policy(hashes: Iterable[str] = ()) -> str:
    """Return the content security policy of a page that loads nothing.

    Parameters
    ----------
    hashes : iterable of str
        The scripts that may run.

    >>> policy().endswith("script-src 'none'; base-uri 'none'; form-action 'none'")
    True
    """
    return (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src {' '.join(hashes) or chr(39) + 'none' + chr(39)}; "
        "base-uri 'none'; form-action 'none'"
    )


def encoded(page: str) -> bytes:
    """Return a page as bytes, without characters that no page may hold."""
    return _CONTROL.sub("", page).encode("utf-8", "replace")
