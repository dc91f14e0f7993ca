"""Seeing that an output is nothing without a script from the network.

Bokeh, Altair, folium and others write HTML that loads their library. In a page that loads
nothing it would stay an empty box, so it is found out before and said.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from mlbench.errors import shorten

_OPENING = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
_SOURCE = re.compile(r"\ssrc\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'<>]{1,300})", re.IGNORECASE)
#: A script that loads others: their addresses stand in it as texts, or it imports them.
_LOADED = re.compile(
    r"[\"'](https?://[^\s\"'<>]{1,300}?\.m?js)[\"'?]|\bimport\b[^;\n]{0,300}?[\"'](https?://[^\s\"']{1,300})"
    r"|[\"'](https://cdn\.[^\s\"']{1,300})"
)
#: A page within the output, written as an attribute.
_INNER = re.compile(r"<iframe\b[^>]{0,2000}?\ssrcdoc\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
#: Characters of one script that are looked into.
_LOOK = 200_000


def outside_script(source: str) -> str:
    """Return the host that HTML would load a script from, empty if it loads none.

    >>> outside_script('<p>x</p><script src="https://cdn.example.org/a.js"></script>')
    'cdn.example.org'
    >>> outside_script("<p>see https://example.org/a.js</p><script>let a = 1</script>")
    ''
    """
    for address in _addresses(source):
        try:
            host = urlsplit(address).hostname
        except ValueError:
            host = None
        return shorten(host or "the network", 100)
    return ""


def _addresses(source: str) -> Iterator[str]:
    yield from _of_page(source)
    for inner in _INNER.finditer(source):
        yield from _of_page(html.unescape(inner[1]))


def _of_page(source: str) -> Iterator[str]:
    lower = source.lower()
    opening = _OPENING.search(source)
    while opening:
        found = _SOURCE.search(opening[1])
        if found:
            yield found[1]
        end = lower.find("</script", opening.end())
        script = source[opening.end() : end if end >= 0 else len(source)]
        for loaded in _LOADED.finditer(script[:_LOOK]):
            yield loaded[1] or loaded[2] or loaded[3]
        opening = _OPENING.search(source, end) if end >= 0 else None
