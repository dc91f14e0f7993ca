"""What all our pages have in common: templates, the policy, and clean bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).with_name("templates")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def environment() -> Any:
    """Return the environment that our templates are rendered in; values are escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - a tenth of a second

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def part(name: str) -> str:
    """Return a style sheet or a script of ours as text."""
    return (TEMPLATES / name).read_text("utf-8").strip()


def policy(scripts: Iterable[str]) -> str:
    """Return the content security policy of a page: it loads nothing and runs these scripts.

    Parameters
    ----------
    scripts : iterable of str
        Source expressions, as :func:`mlbench.reports.sandbox.script_hash` gives them.
    """
    return (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src {' '.join(scripts)}; base-uri 'none'; form-action 'none'"
    )


def final(page: str) -> bytes:
    """Return a page as it is written: without control characters, in UTF-8."""
    return _CONTROL.sub("", page).encode("utf-8", "replace")
