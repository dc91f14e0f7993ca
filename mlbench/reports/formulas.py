"""Formulas as MathML, which browsers draw themselves; what can't be read is shown as source.

latex2mathml reads LaTeX. Its tree is copied element by element, attribute by attribute, by
short lists, so a formula can show something and do nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

#: Characters of one formula that are read.
FORMULA_LIMIT = 5_000
#: What the macros of a notebook may write into one formula: names and their bodies.
EXPANSION_LIMIT = 4_000

#: The elements of MathML that a formula may hold.
ELEMENTS = frozenset(
    {"math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac"}
    | {"msqrt", "mroot", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle"}
    | {"mphantom", "mpadded", "menclose", "mmultiscripts", "mprescripts"}
)
#: Their attributes: all of them sizes, names and switches.
ATTRIBUTES = frozenset(
    {"display", "displaystyle", "scriptlevel", "stretchy", "fence", "form", "accent", "largeop"}
    | {"linethickness", "minsize", "maxsize", "movablelimits", "width", "height", "depth"}
    | {"lspace", "rspace", "voffset", "mathvariant", "mathcolor", "columnalign", "notation"}
)
_VALUE = re.compile(r"[\w#.+ -]{1,60}")

#: What numbers and names a formula for others to point at; there is nothing to point from.
_SILENT = re.compile(r"\\label\s*\{[^{}]*\}|\\(?:nonumber|notag|nolimits|limits)(?![a-zA-Z])")
#: Names that a star makes no difference to, as this page draws them.
_STARRED = re.compile(r"(\\operatorname)\s*\*")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]+)\*?\}")
#: Environment -> the one that latex2mathml knows, and its columns.
_KNOWN_AS = {
    "equation": ("", ""),
    "displaymath": ("", ""),
    "math": ("", ""),
    "align": ("align*", ""),
    "flalign": ("align*", ""),
    "aligned": ("split", ""),
    "eqnarray": ("array", "{rcl}"),
    "gather": ("array", "{c}"),
    "gathered": ("array", "{c}"),
    "multline": ("array", "{c}"),
    **{
        name: (name, "")
        for name in (
            *("array", "cases", "dcases", "rcases", "split", "subarray", "smallmatrix", "matrix"),
            *("pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"),
        )
    },
}
#: A formula within text of LaTeX, by its marks; one group of text for each pair of marks.
_MARKED = re.compile(
    r"(?<!\\)\$\$(?P<tex>(?:[^$\\]|\\.)+)\$\$"
    r"|(?<!\\)\$(?P<inline>(?:[^$\\]|\\.)+)\$"
    r"|\\\[(?P<latex>.*?)\\\]"
    r"|\\\((?P<small>.*?)\\\)"
    r"|(?P<whole>\\begin\{(?P<name>[a-zA-Z]+\*?)\}.*?\\end\{(?P=name)\})",
    re.DOTALL,
)


class UnreadableError(ValueError):
    """A formula that can't be shown as one."""


class _Macros(dict[str, Any]):
    """Macros that count what they write: a few of them can stand for a million letters."""

    left = EXPANSION_LIMIT

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        self.left -= 1 + len(found[0])
        if self.left < 0:
            raise UnreadableError(f"the macro {name} writes too much")
        return found


class Formulas:
    r"""The formulas of one notebook; what ``\newcommand`` defines holds in the later ones.

    >>> Formulas().show("x^2")
    '<math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>'
    >>> Formulas().show(r"\nosuchcommand")
    '<code class="formula">\\nosuchcommand</code>'
    """

    def __init__(self) -> None:
        self._macros = _Macros()

    def show(self, source: str, *, block: bool = False) -> str:
        """Return a formula as HTML, its source where it can't be read.

        Parameters
        ----------
        source : str
            LaTeX without the marks around it.
        block : bool
            Whether it stands on lines of its own.
        """
        try:
            return self._mathml(source, block=block)
        except UnreadableError:
            kind = "formula block" if block else "formula"
            return f'<code class="{kind}">{html.escape(source.strip())}</code>'

    def output(self, text: str) -> str | None:
        """Return text of LaTeX with formulas in it as HTML, None where no formula is readable."""
        parts, position, readable = [], 0, 0
        for match in _MARKED.finditer(text):
            kind = match.lastgroup if match.lastgroup != "name" else "whole"
            shown = self.show(match[kind or 0], block=kind not in ("inline", "small"))
            readable += shown.startswith("<math")
            parts += [html.escape(text[position : match.start()]), shown]
            position = match.end()
        return "".join([*parts, html.escape(text[position:])]) if readable else None

    def _mathml(self, source: str, *, block: bool) -> str:
        from latex2mathml.converter import Converter  # noqa: PLC0415 - only pages with formulas

        if len(source) > FORMULA_LIMIT:
            raise UnreadableError("it is too long")
        converter = Converter(display="block" if block else "inline")
        self._macros.left = EXPANSION_LIMIT
        converter.macros = self._macros
        try:
            tree = converter.convert_to_element(_prepared(source))
        except Exception as error:
            raise UnreadableError(str(error)) from error  # of any class: an index, a depth, a key
        return "".join(_written(tree))


def _prepared(source: str) -> str:
    def renamed(match: re.Match[str]) -> str:
        command, name = match.groups()
        if name not in _KNOWN_AS:
            raise UnreadableError(f"'{name}' is not known")
        known, columns = _KNOWN_AS[name]
        if not known:
            return ""
        return f"\\{command}{{{known}}}{columns if command == 'begin' else ''}"

    return _ENVIRONMENT.sub(renamed, _STARRED.sub(r"\1", _SILENT.sub("", source)))


def _written(element: Element) -> list[str]:
    """Return an element and what it holds as pieces of HTML."""
    tag = element.tag
    if tag not in ELEMENTS:
        raise UnreadableError(f"it holds '{tag}'")
    given = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and _VALUE.fullmatch(value) and (name, value) != ("display", "inline")
    )
    words = html.unescape(element.text or "")
    if words in (r"\{", r"\}", r"\|"):
        words = "‖" if words == r"\|" else words[1:]
    elif words.startswith("\\") or (words == "&" and tag == "mi"):
        raise UnreadableError(f"'{words}' is not known")
    pieces = [f"<{tag}{given}>", html.escape(words, quote=False)]
    previous: Element | None = None
    for child in element:
        if previous is not None and tag in ("mrow", "mstyle", "mtd", "math"):
            pieces.append(_gap(previous, child))
        pieces += _written(child)
        previous = child
    return [*pieces, f"</{tag}>"]


def _gap(left: Element, right: Element) -> str:
    """Return the space between a function's name and what stands beside it, as in "log x"."""
    names = sum(_is_name(part) for part in (left, right))
    is_close = names and "mo" not in (left.tag, right.tag) and "mspace" not in (left.tag, right.tag)
    return '<mspace width="0.167em"></mspace>' if is_close else ""


def _is_name(element: Element) -> bool:
    base = element
    while base.tag in ("msub", "msup", "msubsup", "munder") and len(base):
        base = base[0]
    return base.tag == "mi" and len(base.text or "") > 1 and (base.text or "").isalpha()


#: What shows a formula: its LaTeX, and whether it stands on lines of its own.
Shower = Callable[[str, bool], str]
