"""The door to nbconvert: its renderers of markdown, code and coloured text.

nbconvert takes seconds to load, so it is imported on the first use and not before.
Everything that comes out of here and may hold a person's HTML is sanitised after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlbench.reports.remembered import remembered

#: Terminal codes that are no colours: titles, links, cursor moves.
_OTHER_CODES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\[\]]|\x1b\[[0-9;?]*[A-Za-ln-z]"
)
#: HTML, and the formulas in it, each with whether it is a block.
Markdown = tuple[str, tuple[tuple[str, bool], ...]]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")


def markdown(source: str, attachments: Mapping[str, Any] | None, token: str) -> Markdown:
    """Return markdown as HTML that is not yet safe, and the formulas in it.

    Parameters
    ----------
    source : str
        The text.
    attachments : mapping, optional
        The pictures that were pasted into it.
    token : str
        A formula's place in the HTML is ``<var>{token}x{number}x</var>``.

    Returns
    -------
    tuple of (str, tuple of (str, bool))
        Each formula with whether it is a block.
    """
    return _rendered(source, token, attachments) if attachments else _alone(source, token)


@remembered
def _alone(source: str, token: str) -> Markdown:
    return _rendered(source, token)


def _rendered(source: str, token: str, attachments: Mapping[str, Any] | None = None) -> Markdown:
    from nbconvert.filters.markdown_mistune import (  # noqa: PLC0415 - takes seconds to load
        InvalidNotebook,
    )

    from mlbench.reports import prose  # noqa: PLC0415 - the same

    found: list[tuple[str, bool]] = []

    def put_aside(formula: str, block: bool) -> str:  # noqa: FBT001 - mistune's own call
        found.append((formula, block))
        return f"<var>{token}x{len(found) - 1}x</var>"

    try:
        return prose.to_html(source, dict(attachments or {}), put_aside), tuple(found)
    except InvalidNotebook:
        # a picture that was pasted and is gone: its place is shown as one that is missing
        return _rendered(source.replace("attachment:", "missing:"), token, attachments)


@remembered
def code(source: str, language: str) -> str:
    """Return highlighted code as safe HTML."""
    from nbconvert.filters.highlight import Highlight2HTML  # noqa: PLC0415 - takes seconds to load

    return str(Highlight2HTML(pygments_lexer=language)(source))


def console(text: str) -> str:
    """Return terminal output as safe HTML, colours as spans, overwritten lines gone."""
    from nbconvert.filters.ansi import ansi2html  # noqa: PLC0415 - takes seconds to load

    return str(ansi2html(plain_console(text)))


def uncoloured(text: str) -> str:
    """Return terminal output without its colours."""
    from nbconvert.filters.ansi import strip_ansi  # noqa: PLC0415 - takes seconds to load

    return str(strip_ansi(text))


def plain_console(text: str) -> str:
    r"""Return terminal output with what a terminal would have overwritten taken out.

    >>> plain_console("10%\r50%\rdone\nnext")
    'done\nnext'
    """
    text = _OTHER_CODES.sub("", text.replace("\r\n", "\n"))
    lines = [_last_state(line) for line in text.split("\n")]
    return _CONTROL.sub("", "\n".join(lines))


def _last_state(line: str) -> str:
    return line.rstrip("\r").rsplit("\r", 1)[-1] if "\r" in line else line
