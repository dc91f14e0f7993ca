"""Ids: what paths are made of. A name that a person chose is data, never a path."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from datetime import UTC, datetime

_ALLOWED = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SLUG_LIMIT = 60
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")


def new_run_id(now: datetime | None = None) -> str:
    """Return a fresh run id; ids sort by the time they were made.

    >>> new_run_id(datetime(2026, 3, 1, 12, 30, 5, 250_000, UTC))[:19]
    '20260301-123005-250'
    """
    moment = now or datetime.now(UTC)
    return f"{moment:%Y%m%d-%H%M%S}-{moment.microsecond // 1000:03d}-{secrets.token_hex(2)}"


def is_run_id(text: str) -> bool:
    """Whether a text can be the name of a run folder."""
    return _RUN_ID.fullmatch(text) is not None


def slug(name: str) -> str:
    """Return a folder name for any name: short, plain, and different for different names.

    >>> slug("breast-cancer")
    'breast-cancer'
    >>> slug("../../etc/passwd")
    'etc-passwd-3754d6cb'
    """
    if len(name) <= _SLUG_LIMIT and _ALLOWED.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, ["-".join(words)[: _SLUG_LIMIT - 9].rstrip("-"), digest]))
