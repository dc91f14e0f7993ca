"""Column names that look like another name, or like plain text, and are neither."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

#: Letters of other scripts that are drawn as Latin ones (Unicode Technical Standard 39).
_LATIN = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0423\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443\u0445\u04bb\u0501\u051b"
    "\u051d\u03b1\u03bf\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1"
    "\u03a4\u03a5\u03a7",
    "ABESIJKMHOPCTXYaesijopcyxhdqwaoABEZHIKMNOPTYX",
)


def look_alikes(names: Sequence[str]) -> list[str]:
    r"""Return the names that are drawn like another one, or that mix two scripts in a word.

    >>> [ascii(name) for name in look_alikes(["price", "pri\N{CYRILLIC SMALL LETTER ES}e", "é"])]
    ["'price'", "'pri\\u0441e'"]
    """
    if all(name.isascii() for name in names):
        return []
    drawn: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        drawn[_skeleton(name)].append(name)
    return [n for n in names if len(drawn[_skeleton(n)]) > 1 or _hides_something(n)]


def _skeleton(name: str) -> str:
    """Return what a name looks like: without invisible signs, in Latin letters where it can."""
    visible = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return "".join(visible).translate(_LATIN)


def _hides_something(name: str) -> bool:
    if any(unicodedata.category(c) == "Cf" or (c.isspace() and c != " ") for c in name):
        return True
    return any(len({_script(c) for c in word if c.isalpha()}) > 1 for word in name.split())


def _script(letter: str) -> str:
    script = unicodedata.name(letter, "OTHER").partition(" ")[0]
    return script if script in ("LATIN", "CYRILLIC", "GREEK") else "OTHER"
