"""Names that say that what they name is secret.

A name is judged by its words. The last word decides, because ``token_count`` is a count
and ``key_column`` a column; and in machine learning most tokens and keys are no secrets.

>>> [looks_secret(name) for name in ("key", "api_key", "db_password", "GITHUB_TOKEN_2")]
[True, True, True, True]
>>> [looks_secret(name) for name in ("sort_key", "max_tokens", "pad_token", "token_count")]
[False, False, False, False]
"""

from __future__ import annotations

import re

#: Words that mean a secret wherever they stand in a name.
_ALWAYS = frozenset(
    {
        "password", "passwords", "passwd", "passphrase", "passcode", "pwd", "pw", "secret",
        "secrets", "credential", "credentials", "apikey", "apikeys", "authtoken",
        "accesstoken", "secretkey", "accesskey", "privatekey",
    }
)  # fmt: skip
#: Last words of a name that is about a secret and is none.
_ABOUT = frozenset(
    {
        "name", "names", "file", "path", "dir", "folder", "url", "uri", "id", "ids", "column",
        "columns", "field", "fields", "label", "length", "len", "size", "count", "limit",
        "type", "kind", "format", "prefix", "suffix", "policy", "provider", "backend", "store",
        "manager", "service", "region", "version", "algorithm", "hint", "expiry", "ttl",
        "timeout", "env", "variable", "var", "required", "enabled", "table", "bits",
    }
)  # fmt: skip
#: Words before ``token`` in the names of a tokenizer's tokens.
_OF_TEXTS = frozenset(
    {
        "pad", "padding", "eos", "bos", "unk", "unknown", "mask", "cls", "sep", "start",
        "stop", "end", "begin", "special", "next", "oov", "image", "word", "sub",
    }
)  # fmt: skip
#: Words before ``key`` in the names of keys that data, dictionaries and keyboards have.
_OF_DATA = frozenset(
    {
        "primary", "foreign", "sort", "group", "join", "index", "partition", "cache", "merge",
        "lookup", "dict", "row", "column", "order", "public", "natural", "surrogate", "hash",
        "map", "record", "unique", "composite", "object", "blob", "bucket", "metric", "random",
        "prng", "rng", "musical", "arrow", "answer", "data", "split", "query", "batch",
    }
)  # fmt: skip
#: Words before ``keys``: of other keys than these there are many that are columns.
_KEYS = frozenset({"api", "access", "secret", "private", "auth"})
#: Last words that say nothing.
_NUMBERED = re.compile(r"\d+|value|text|prod|dev|staging")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def looks_secret(name: str) -> bool:
    """Whether a parameter or a variable of this name holds a secret.

    Parameters
    ----------
    name : str
        In small letters or capitals, with underscores or in camel case.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    while len(words) > 1 and _NUMBERED.fullmatch(words[-1]):
        words.pop()
    if not words or words[-1] in _ABOUT:
        return False
    if _ALWAYS & set(words):
        return True
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last == "token":
        return before not in _OF_TEXTS
    if last == "key":
        return before not in _OF_DATA
    return last == "keys" and before in _KEYS
