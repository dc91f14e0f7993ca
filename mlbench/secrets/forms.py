"""The shapes that a value takes when it is written: quoted, escaped, encoded.

>>> sorted(forms_of("a b"))
['a b', 'a%20b', 'a+b']
"""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

#: An encoded form that is shorter is found in encoded data that has nothing to do with it.
_SHORTEST_ENCODED = 8
#: A line of a long secret (a key file) counts by itself from this many characters.
_SHORTEST_LINE = 12


def forms_of(value: str) -> set[str]:
    """Return the texts that give a value away.

    Parameters
    ----------
    value : str
        The secret, in the form a program uses.

    Returns
    -------
    set of str
        The value as it is; as Python's ``repr``, JSON, HTML and an address write it; in
        hexadecimal; in base64, also as a part of a longer text (``user:password``); and
        its lines, where it has several.
    """
    lines = [line.strip() for line in value.splitlines()]
    parts = [line for line in lines if len(line) >= _SHORTEST_LINE and "-----" not in line]
    found = {form for part in (value, *(parts if len(lines) > 1 else ())) for form in _forms(part)}
    return {form for form in found if form.strip()}


def _forms(value: str) -> set[str]:
    raw = value.encode("utf-8", "surrogatepass")
    written = {
        value,
        repr(value)[1:-1],
        repr(raw)[2:-1],
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        html.escape(value, quote=False),
        html.escape(value),
        html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
        quote(value, safe="", errors="replace"),
        quote(value, errors="replace"),
        quote_plus(value, errors="replace"),
    }
    encoded = {raw.hex(), raw.hex().upper(), *_in_base64(raw)}
    return written | {form for form in encoded if len(form) >= _SHORTEST_ENCODED}


def _in_base64(raw: bytes) -> set[str]:
    """Return what base64 makes of bytes at each of three places within a longer text.

    Three bytes become four characters. Those at either end that depend on the neighbours
    too are left out.
    """
    found = set()
    for before in range(3):
        text = base64.b64encode(bytes(before) + raw).decode()
        start = -(-before * 8 // 6)
        end = (before + len(raw)) * 8 // 6
        core = text[start:end]
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return found
