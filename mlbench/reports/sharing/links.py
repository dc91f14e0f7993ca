"""The links of a report: to places in the page, and to files beside it.

All links of a report are its own: what data and notebooks bring along lost theirs when
it was made harmless (:mod:`mlbench.reports.sanitise`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

#: Scripts and styles, which are passed over, and links.
_PART = re.compile(r"<(script|style)\b.*?</\1\s*>|<a\b([^>]*)>(.*?)</a>", re.DOTALL)
_ADDRESS = re.compile(r'\bhref="([^"]*)"')


def beside(page: str) -> list[str]:
    """Return the files that a page links to, relative to it, in the order of the page.

    >>> beside('<a href="#x">x</a> <a class="n" href="bundle/a%20b.json">b</a>')
    ['bundle/a b.json']
    """
    found = (_file_of(match) for match in _PART.finditer(page))
    return list(dict.fromkeys(file for file in found if file))


def without_dead(page: str, is_there: Callable[[str], bool]) -> str:
    """Return a page in which links to files that are not there are plain text.

    >>> without_dead('<a href="run.json">the <b>record</b></a>', lambda file: False)
    'the <b>record</b>'
    """

    def settle(match: re.Match[str]) -> str:
        file = _file_of(match)
        return str(match[3]) if file and not is_there(file) else str(match[0])

    return _PART.sub(settle, page)


def _file_of(match: re.Match[str]) -> str:
    """Return the file that a link leads to; empty for a place in the page, and for no link."""
    address = _ADDRESS.search(match[2] or "")
    target = html.unescape(address[1]) if address else ""
    return "" if target.startswith("#") else unquote(target.partition("#")[0])
