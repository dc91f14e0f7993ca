"""The door to nbconvert: its renderers of markdown, code and coloured text.

nbconvert takes seconds to load, so it is imported on the first use and not before.
Everything that comes out of here and may hold a person's HTML is sanitised after.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlbench.reports.formulas import Shower
from mlbench.reports.remembered import remembered

#: Terminal codes that are no colours: titles, links, cursor moves.
_OTHER_CODES = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[^\[\]]|\x1b\[[0-9;?]*[A-Za-ln-z]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]")


def markdown(source: str, attachments: Mapping[str, Any] | None, shower: Shower) -> str:
    """Return markdown as HTML that is not yet safe; `shower` writes what stands for a formula."""
    from nbconvert.filters.markdown_mistune import (  # noqa: PLC0415 - takes seconds to load
        InvalidNotebook,
    )

    from mlbench.reports import prose  # noqa: PLC0415 - the same

    try:
        return prose.to_html(source, dict(attachments or {}), shower)
    except InvalidNotebook:
        # a picture that was pasted and is gone: its place is shown as one that is missing
        return markdown(source.replace("attachment:", "missing:"), attachments, shower)


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
