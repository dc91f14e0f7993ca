"""Interactive outputs in a frame that can reach nothing.

A frame with ``sandbox="allow-scripts"`` has an origin of its own: it can't see the page,
open windows, send forms or navigate the page. A ``srcdoc`` frame inherits the page's
content security policy, so its scripts run only when the page lists their hashes, and
nothing in it can load anything.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from collections.abc import Mapping
from typing import Any

#: A frame larger than this many bytes is not shown as a frame.
FRAME_LIMIT = 2_500_000

_POLICY = (
    "default-src 'none'; img-src data:; font-src data:; "
    "style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
#: How the table report of skrub starts. Only at the very start of an output, where no
#: data value can stand.
_TABLE_REPORT = re.compile(
    r"\s*(?:<p[^<>]*>[^<]*</p>\s*)?"
    r'<div id="(report_[0-9a-f]+)-wrapper" hidden>\s*<template id="\1-template">'
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)


def wants_frame(source: str, metadata: Mapping[str, Any]) -> bool:
    """Whether an output of HTML is to be shown in a frame of its own.

    Parameters
    ----------
    source : str
        The HTML.
    metadata : mapping
        The output's metadata; ``{"text/html": {"sandbox": True}}`` asks for the frame.
    """
    if len(source) > FRAME_LIMIT:
        return False
    asked = metadata.get("text/html")
    if isinstance(asked, Mapping) and asked.get("sandbox") is True:
        return True
    return "<skrub-table-report" in source and _TABLE_REPORT.match(source) is not None


def frame(source: str, title: str) -> tuple[str, set[str]]:
    """Return the frame's element, and the hashes that the page's policy must list.

    Parameters
    ----------
    source : str
        The HTML to show.
    title : str
        What the frame holds, for those who can't see it.
    """
    body = source.replace("\r\n", "\n").replace("\r", "\n")
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        "<style>:root{color-scheme:light}"
        "body{margin:0;font:14px system-ui,sans-serif;background:#fff}</style></head><body>"
    )
    element = frame_element(f"{head}{body}</body></html>", title)
    return element, {script_hash(script) for script in _SCRIPT.findall(body)}


def frame_element(page: str, title: str, css_class: str = "frame", style: str = "") -> str:
    """Return the element of a frame that the page's script fills with a page of its own.

    Parameters
    ----------
    page : str
        The page within, put here compressed: most of it repeats itself.
    title : str
        What the frame holds, for those who can't see it.
    css_class, style : str
        How the frame looks.
    """
    packed = gzip.compress(page.encode("utf-8", "replace"), 6, mtime=0)
    looks = f' style="{style}"' if style else ""
    return (
        f'<iframe class="{css_class}" sandbox="allow-scripts" title="{html.escape(title)}"{looks} '
        f'data-packed="{base64.b64encode(packed).decode()}"></iframe>'
    )


def script_hash(script: str) -> str:
    """Return the source expression that lets one inline script run.

    >>> script_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(script.encode("utf-8", "replace")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
