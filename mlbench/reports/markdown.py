"""Text in GitHub's Markdown, whatever it holds: it is shown, and nothing else happens.

A value can't end the cell or the line it stands in, start a list or a formula, load a
picture, call for a person (``@name``) or lead to an issue (``#1``). What GitHub would turn
into a link or a picture only after Markdown is read can't be told by a backslash; there an
invisible space breaks the word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mlbench.errors import shorten

#: Breaks a word without being seen.
_BREAK, _SPACE = "&#8203;", "\u200b"
_PUNCTUATION = re.compile(r"[\\`*\[\]{}()!|~<>&#@$]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    "$": "<span>$</span>",
    "@": f"@{_BREAK}",
    "#": f"\\#{_BREAK}",
}
#: Where a link or a little picture is broken: addresses, issues, emoji.
_LINKS = re.compile(
    r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=gh-)(?=\d)|(?<=:)(?=[a-z0-9_+-]+:)", re.IGNORECASE
)
_COMMIT = re.compile(r"\b(?!\d+\b)[0-9a-f]{7,}\b", re.IGNORECASE)
#: Digits of a commit that lead nowhere yet.
_TOO_FEW = 6
#: Characters that turn the direction of the text around them, or can't be stored.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def escape(text: object, limit: int = 120) -> str:
    r"""Return a value as Markdown that shows it, on one line and of bounded length.

    >>> print(escape("a|b *c* <b> `d`"))
    a\|b \*c\* &lt;b&gt; \`d\`
    >>> print(escape("roc_auc"), escape("@team, see #1"))
    roc_auc @&#8203;team, see \#&#8203;1
    """
    plain = _UNSEEN.sub("", str(text).encode("utf-8", "replace").decode())
    broken = _LINKS.sub(_SPACE, shorten(plain, limit))
    broken = _COMMIT.sub(_in_pieces, broken)
    return _PUNCTUATION.sub(_escaped, broken).replace(_SPACE, _BREAK)


def code(text: object, limit: int = 200) -> str:
    """Return a value as code within a line; nothing in code is a link.

    >>> print(code("runs/a`b"))
    ``runs/a`b``
    """
    plain = _UNSEEN.sub("", str(text).encode("utf-8", "replace").decode())
    shown = shorten(plain, limit).replace("|", "¦")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}" if shown else ""


def block(text: str, limit: int) -> str:
    """Return text of several lines as a block of code; long text loses its head."""
    plain = _UNSEEN.sub("", text.encode("utf-8", "replace").decode())
    shown = plain if len(plain) <= limit else "…" + plain[-limit:]
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown.strip()}\n{fence}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; columns and cells are Markdown already.

    Parameters
    ----------
    columns : sequence of str
        The heads; one that ends with a colon is set to the right.
    rows : iterable of sequence of str
        The cells.
    """
    heads = [column.rstrip(":") for column in columns]
    rule = ["---:" if column.endswith(":") else "---" for column in columns]
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, rule, *rows))


def _escaped(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], f"\\{match[0]}")


def _in_pieces(match: re.Match[str]) -> str:
    starts = range(0, len(match[0]), _TOO_FEW)
    return _SPACE.join(match[0][start : start + _TOO_FEW] for start in starts)
