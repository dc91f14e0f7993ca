"""Importing this renders one of everything, for a process that forks others.

Lexers, parsers, templates and patterns are loaded and compiled on their first use, which
takes half a second. A process that is forked afterwards has all of it.
"""

from __future__ import annotations

from typing import Any

from mlbench.reports.images import decode
from mlbench.reports.notebook import notebook_blocks
from mlbench.reports.packing import packed
from mlbench.reports.page import template
from mlbench.reports.page_state import PageState

_MARKDOWN = """# A heading

Some *words*, `code`, $x^2$, <b>HTML</b>, [a link](https://example.org).

- a list

| a | table |
|---|-------|
| 1 | 2     |
"""
_CODE = "import this  # a comment\n\nfor x in range(3):\n    print(f'{x:.2f}')\n"
_HTML = "<style>p {}</style><table class='dataframe'><tr><td style='color: red'>1</td></tr></table>"


def _output(kind: str, **fields: Any) -> dict[str, Any]:
    return {"output_type": kind, **fields}


_OUTPUTS = [
    _output("stream", name="stdout", text="\x1b[31mred\x1b[0m\n"),
    _output("display_data", data={"text/html": _HTML}, metadata={}),
    _output("display_data", data={"text/latex": "$x$", "text/plain": "x"}, metadata={}),
]
_CELLS = [
    {"cell_type": "markdown", "source": _MARKDOWN},
    {"cell_type": "code", "source": _CODE, "execution_count": 1, "outputs": _OUTPUTS},
]
_NOTEBOOK = {"cells": _CELLS, "metadata": {"language_info": {"pygments_lexer": "ipython3"}}}

_PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)

template()
_decoded = decode(_PICTURE)
assert _decoded is not None
packed(_decoded)
for _block in notebook_blocks(_NOTEBOOK, "notebook", "rehearsal", PageState()):
    assert _block.html
