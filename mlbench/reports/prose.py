r"""Markdown with formulas: nbconvert's reader, with marks that leave prose alone.

nbconvert takes whatever stands between two dollars for a formula, as MathJax does: "costs $5
and $6" becomes one, and so does a shell variable in a code span. Here a formula's dollars
stand close to it, no code span and no other dollar is in between, and what reads like words
is words. ``\(…\)`` and ``\[…\]`` are formulas with one backslash, too, as people write them.
"""

from __future__ import annotations

import re
from re import Match
from typing import Any

from mistune import InlineState
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathBlockParser,
    MathInlineParser,
)

from mlbench.reports.formulas import Shower

_BODY = r"(?:[^$`\\]|\\[\s\S])"
_NAME = r"[a-zA-Z]+\*?"
#: What stands in nearly every formula and hardly ever in words.
_SIGN = re.compile(r"[\\^_=<>+{}|/*]")
_WORD = re.compile(r"[a-zA-Z]{2,}")


def _is_words(body: str, follows: str) -> bool:
    """Whether text between dollars is prose: an amount, a variable of a shell, a sentence."""
    if "\\" in body:
        return False
    words = len(_WORD.findall(body))
    return (
        (follows.isdigit() and follows.isascii())
        or (follows.isalpha() and words > 0)
        or (words > 1 and not _SIGN.search(body))
    )


class _Blocks(MathBlockParser):
    """Formulas on lines of their own; their first mark opens a line."""

    SPECIFICATION = {  # noqa: RUF012 - the class it comes from has it so
        **MathBlockParser.SPECIFICATION,
        "multiline_math": (
            rf"^ {{0,3}}(?:\$\${_BODY}+\$\$"
            r"|\\{1,2}\[(?s:.{1,5000}?)\\{1,2}\]"
            rf"|\\begin\{{(?P<math_env_name>{_NAME})\}}"
            r"(?s:.{0,5000}?)\\end\{(?P=math_env_name)\})[ \t]*$"
        ),
    }


class _Inline(MathInlineParser):
    """Formulas within a line of text."""

    SPECIFICATION = {  # noqa: RUF012 - the class it comes from has it so
        **MathInlineParser.SPECIFICATION,
        "block_math_tex": rf"(?<!\\)\$\$(?P<math_block_tex>{_BODY}+)\$\$",
        "block_math_latex": (
            r"(?m:^) {0,3}\\{1,2}\[(?P<math_block_latex>(?s:.{1,5000}?))\\{1,2}\][ \t]*(?m:$)"
        ),
        "inline_math_tex": (rf"(?<![$\\])\$(?![\s$])(?P<math_inline_tex>{_BODY}+)(?<!\s)\$(?!\$)"),
        "inline_math_latex": r"\\{1,2}\((?P<math_inline_latex>[^`\n]{1,500}?)\\{1,2}\)",
        "latex_environment": (
            rf"\\begin\{{(?P<math_env_name>{_NAME})\}}"
            r"(?P<math_env_body>(?s:.{0,5000}?))\\end\{(?P=math_env_name)\}"
        ),
    }

    def parse_block_math_tex(self, m: Match[str], state: InlineState) -> int:
        """Take ``$$…$$``, unless it is words."""
        return self._unless_words(m, m["math_block_tex"], "block_math", state)

    def parse_inline_math_tex(self, m: Match[str], state: InlineState) -> int:
        """Take ``$…$``, unless it is words."""
        return self._unless_words(m, m["math_inline_tex"], "inline_math", state)

    def _unless_words(self, match: Match[str], body: str, kind: str, state: InlineState) -> int:
        if _is_words(body, match.string[match.end() : match.end() + 1]):
            return 0  # mistune goes on with the next letter
        state.append_token({"type": kind, "raw": body})
        return match.end()


class _Renderer(IPythonRenderer):
    """nbconvert's renderer, which hands formulas to someone else."""

    def __init__(self, shower: Shower, **options: Any) -> None:
        super().__init__(**options)
        self._show = shower

    def block_math(self, body: str) -> str:
        return self._show(body, True)

    def inline_math(self, body: str) -> str:
        return self._show(body, False)

    def latex_environment(self, name: str, body: str) -> str:
        return self._show(f"\\begin{{{name}}}{body}\\end{{{name}}}", True)


def to_html(source: str, attachments: dict[str, Any], shower: Shower) -> str:
    """Return markdown as HTML that is not yet safe.

    Parameters
    ----------
    source : str
        The text.
    attachments : dict
        The pictures that were pasted into it.
    shower : callable
        What stands in the HTML for a formula.
    """
    renderer = _Renderer(
        shower, escape=False, exclude_anchor_links=True, attachments=dict(attachments)
    )
    reader = MarkdownWithMath(renderer=renderer, block=_Blocks(), inline=_Inline(hard_wrap=False))
    return str(reader.render(source))
