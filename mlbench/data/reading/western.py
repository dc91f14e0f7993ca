"""Whether the words of a text show that it is in CP1252, the encoding of Western Europe.

It is taken only when all words with letters beyond ASCII look like words of these languages:
no capital inside a word, no run of many such letters, no letter that these languages do not
have. Greek, Polish or Turkish text does not, and its encoding has to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

CP1252 = "cp1252"
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿœßðþ"
#: What stands beside words, and within numbers, besides letters; no-break space at the end.
_SIGNS = (
    "\u00ab\u00bb\u201c\u201d\u2018\u2019\u201e\u201a\u2013\u2014\u2026\u2022\u00b7\u00b0\u00a7"
    "\u00a9\u00ae\u2122\u20ac\u00a3\u00a5\u00a2\u00bf\u00a1\u00aa\u00ba\u00b9\u00b2\u00b3\u00bd\u00bc"
    "\u00be\u00b1\u00d7\u00f7\u00b5\u00b4\u00a8\u00a0"
)
_SPLIT = re.compile(f"[{re.escape(_SIGNS)}]+")
_KNOWN = frozenset(_LETTERS + _LETTERS.upper())
#: More such letters in a row are no word of these languages.
_RUN = re.compile(rf"[{_LETTERS}{_LETTERS.upper()}]{{3}}")


def words_beyond_ascii(data: bytes) -> set[bytes]:
    r"""Return the words of a text that hold bytes beyond ASCII.

    >>> words_beyond_ascii(b"one caf\xe9, two")
    {b'caf\xe9'}
    """
    return set(_WORD.findall(data))


def are_western(words: Iterable[bytes]) -> bool:
    r"""Whether all words look like words in CP1252.

    >>> are_western([b"caf\xe9", b"Ann\xe9e"]), are_western(["Λεωνίδας".encode("iso-8859-7")])
    (True, False)
    """
    return all(map(_is_word, words))


def _is_word(word: bytes) -> bool:
    try:
        text = word.decode(CP1252)
    except UnicodeDecodeError:
        return False
    return all(map(_is_part, filter(None, _SPLIT.split(text))))


def _is_part(text: str) -> bool:
    if any(not letter.isascii() and letter not in _KNOWN for letter in text):
        return False
    mixed = text[1:] != text[1:].lower() and text != text.upper()
    return not mixed and not _RUN.search(text)
